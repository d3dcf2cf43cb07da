### Kampanyalar: yöneticinin kurduğu, üyeye anlatılan.

campaign-gift-double = Çift puan
campaign-gift-times = { $times } × puan
campaign-gift-bonus = { $points } puan fazladan
campaign-name-double = Çift puanlı { $day }
campaign-name-times = { $times } × { $day }

campaigns = 🎉 <b>{ $merchant }: kampanyalar</b>
campaigns-none = 🎉 <b>{ $merchant }</b> için şu an kampanya yok. Çift puanlı bir gün, sakin güne müşteri getirir.
campaigns-line = { $mark } <b>{ $name }</b> · { $gift } · { $days } · verdiği: { $points } puan

campaign-title = 🎉 <b>{ $name }</b>
campaign-is-running = Sürüyor.
campaign-is-coming = Daha başlamadı.
campaign-is-paused = Duraklatıldı: alışverişler onsuz puan kazanıyor, duyurusu da gitmiyor.
campaign-is-over = Bitti.
campaign-what = <b>{ $gift }</b> · { $place }
campaign-at = { $merchant }
campaign-everywhere = bütün dükkânlar
campaign-once-a-day = Her üyeye günde bir kez.
campaign-day = 🗓 { $day }
campaign-days = 🗓 { $first } – { $last }
campaign-weekdays = Yalnızca şu günler: { $days }
campaign-hours = 🕒 { $hours } ({ $zone })
campaign-whole-day = 🕒 Bütün gün ({ $zone })
campaign-for-tier = { $tier } ve üstü seviyedeki üyeler için.
campaign-for-first = Üyenin ilk alışverişi için.
campaign-for-birthday = Doğum günü ayındaki üyeler için.
campaign-for-category = Yalnızca { $name } için.
campaign-from-minimum = { $amount } ve üstü alışverişler için.
campaign-member-cap = Bir üyeye en çok { $points } puan verir.
campaign-total-cap = Toplamda en çok { $points } puan verir.
campaign-priority = Öncelik { $number }
campaign-gave = Şimdiye dek verdiği: { $points } puan
campaign-seen-by-members = Üyeler, geçerli olduğu sürece bunu puanlarında görür.
campaign-started = ✅ <b>{ $name }</b> hazır.
campaign-there-already = <b>{ $name }</b> zaten var ve tam bunu veriyor. Yeni bir şey eklenmedi.
campaign-sure-to-end = <b>{ $name }</b> tamamen bitsin mi? Verdiği puanlar üyelerde kalır.

doubleday-ask = Hangi gün çift puan olsun? Seç ya da 28.11. veya cumartesi gibi yaz; sonuna x3 yazarsan üç katı olur.
doubleday-sure = <b>{ $name }</b>: başlatayım mı?

estimate-none = 💰 Kaça mal olacağını söyleyemem: son haftaların böyle günlerinde bunun sayılacağı bir alışveriş olmadı.
estimate-about = 💰 Yaklaşık <b>{ $points } puan</b> fazladan verir, değeri { $worth }.
estimate-between = 💰 Yaklaşık <b>{ $low } ile { $points } puan</b> arası fazladan verir, değeri { $least } ile { $worth } arası.
estimate-basis = { $count ->
        [one] Geçen hafta bu kadar olurdu.
       *[other] Son { $count } haftada böyle olurdu.
    } Daha çok kişi gelirse daha çok olur.

plan-ask-kind = Kampanya ne versin?
plan-ask-much = Ne kadar? Seç ya da bir sayı yaz.
plan-ask-days = Hangi günler? Seç ya da 28.11. gibi bir gün, 28.11. – 5.12. gibi ilk ve son günü yaz.
plan-ask-weekdays = Bu günlerin hangileri?
plan-ask-hours = Hangi saatler? Seç ya da 15.00–18.00 gibi yaz.
plan-ask-whom = Kimler için?
plan-ask-category = Hangi alışverişler için?
plan-ask-minimum = En az hangi tutar için? Seç ya da 10,00 gibi yaz.
plan-ask-name = Adı ne olsun? Üyeler bunu okur. Seç ya da bir ad yaz.
plan-ask-where = Nerede geçerli olsun?
plan-ask-member-cap = Bir üyeye en çok kaç puan versin? Seç ya da bir sayı yaz.
plan-ask-total-cap = Toplamda en çok kaç puan versin? Seç ya da bir sayı yaz.
plan-ask-priority = İki kampanya aynı puanı verirse önceliği yüksek olan sayılır. Hangisi olsun?
plan-change-much = Ne kadar
plan-change-days = Günler
plan-change-weekdays = Haftanın günleri
plan-change-hours = Saatler
plan-change-whom = Kimler için
plan-change-category = Kategori
plan-change-minimum = En az tutar
plan-change-name = Ad
plan-change-where = Nerede
plan-change-member-cap = Üye başına üst sınır
plan-change-total-cap = Toplam üst sınır
plan-change-priority = Öncelik
plan-more = Ne farklı olsun?
plan-summary = <b>{ $name }</b>: başlatayım mı?

button-campaign-new = ➕ Yeni
button-desk-doubleday = ✨ Çift puan günü
button-campaign-pause = ⏸ Duraklat
button-campaign-resume = ▶️ Sürdür
button-campaign-end = ⏹ Bitir
button-campaign-keep = Kalsın
button-campaign-start = ✅ Başlat
button-campaign-cancel = ✖️ Vazgeç
button-day-today = Bugün
button-day-tomorrow = Yarın
button-plan-multiplier = ✨ Her alışverişe daha çok puan
button-plan-bonus = 🎁 Üstüne fazladan puan
button-plan-times = × { $times }
button-plan-weekend = Bu hafta sonu
button-plan-week = Bugünden yedi gün
button-plan-done = Tamam
button-plan-all-day = Bütün gün
button-plan-everybody = Herkes
button-plan-first = İlk alışveriş
button-plan-birthday = Doğum günü ayı
button-plan-any-category = Hepsi
button-plan-no-minimum = Her tutar
button-plan-no-cap = Sınır yok
button-plan-everywhere = 🏘 Bütün dükkânlar
button-plan-announced = 📣 Duyur: evet
button-plan-not-announced = 🔕 Duyur: hayır
button-plan-more = ⚙️ Daha fazla
button-plan-back = ◀️ Geri
