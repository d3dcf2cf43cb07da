### Masada program: kuralları, değiştirmek ve değişikliğin anlamı.

programme = 📐 <b>Program</b> · sürüm { $version }
programme-since = 📐 <b>Program</b> · sürüm { $version }, başlangıcı { $at }
programme-is-shared = 🔒 Bu kurallar { $count } dükkân için ortak. Onları yalnızca programı yürüten ya da bütün dükkânların sahibi olan değiştirebilir.
programme-draft = ✏️ Değişti, henüz geçerli değil: { $matters }. Ne demek olduğunu görmek için <b>Önizleme</b>’ye dokun.
programme-largest = 🏪 <b>Çalışanlar için.</b> En büyük alışveriş { $amount }.
programme-shift = Bir kasiyeri bir günde { $points } puanın üstüne çıkaran alışveriş yöneticiyi bekler.
programme-cheap = { $points } puana kadar ödüller dükkânın aylık bütçesinden verilir.
programme-line = • { $what }: <b>{ $value }</b>
programme-file = Sürüm { $version }, dosya olarak. Programı yürüten onu değiştirip <code>kumbara programme set</code> ile yükleyebilir.
programme-nothing-changed = Henüz hiçbir şey değişmedi. Önce bir konu seç.
programme-preview = <b>🔍 Neler değişir</b>
programme-kept = Kaydedilmiş ve gösterilmiş alışverişler kendi kurallarıyla kalır.
programme-set = ✅ <b>Sürüm { $version } artık geçerli.</b> Bütün dükkânların sahiplerine haber veriyorum.
programme-discarded = 🗑 Vazgeçildi. Hiçbir şey değişmedi.

programme-ask-number = <b>{ $what }</b>
    Şimdi: { $value }. { $smallest } ile { $largest } arasında bir sayı yaz.
programme-ask-exact = <b>{ $what }</b>
    Şimdi: { $value }. <code>1,5</code> gibi bir sayı yaz, en çok { $largest }.
programme-ask-money = <b>{ $what }</b>
    Şimdi: { $value }. <code>24,90</code> gibi bir tutar yaz.
programme-ask-choice = <b>{ $what }</b>
    Şimdi: { $value }.
programme-ask-time = <b>{ $what }</b>
    Şimdi: { $value }. Bir saate dokun ya da <code>10.00</code> gibi bir saat yaz.
programme-ask-hours = <b>{ $what }</b>
    Şimdi: { $value }. Başını ve sonunu <code>21.00–08.00</code> gibi yaz.
programme-ask-stages = <b>{ $what }</b>
    Şimdi: { $value }. <code>30, 7, 1</code> gibi en çok beş gün sayısı yaz.
programme-ask-brackets = Yeni dilim hangi tutardan başlasın? <code>50</code> gibi bir tutar yaz; orada başlayan dilimin yerine geçer.
programme-ask-bracket-rate = { $amount } tutarından sonraki dilime kadar her basamak kaç puan kazandırsın? <code>1,5</code> gibi bir sayı yaz.
programme-ask-categories = Kategoriyi tek sözcükle, ardından basamak başına puanını yaz: <code>kahve 1,5</code>
programme-ask-tiers = Seviyenin adını, gereken puanı ve alışverişin kaç katı kazandıracağını yaz: <code>Altın 2000 1,5</code>. Aynı adlı seviyenin yerine geçer.

matter-earning = 🧾 Kazanma
matter-expiry = 📅 Süre
matter-tiers = ⭐ Seviyeler
matter-referral = 👋 Davet
matter-limits = 🔎 Sınırlar
matter-debt = 💸 Borç
matter-stacking = 📣 Kampanyaların birleşmesi
matter-worth = 💶 Puanın değeri
matter-push = 🔔 Hatırlatmalar ve teklifler
matter-vouchers = 🎟 Kuponlar ve kodlar
matter-till = 🔢 Kasada

setting-rate = Basamak başına puan
setting-step = Bir basamak
setting-pending-days = Puanın kullanılabileceği güne kadar gün
setting-largest-sale = En büyük alışveriş
setting-expiry-policy = Puanların ömrü
setting-expiry-months = Puanların geçerli olduğu ay
setting-expiry-days = Puanların geçerli olduğu gün
setting-expiry-years = Bu yıldan sonraki yıl sayısı
setting-sliding = Alışveriş ya da ödül süreyi yeniden başlatır
setting-given-back-days = Geç geri verilen puanın yaşadığı gün
setting-tier-months = Sayılan ve seviyenin korunduğu ay
setting-tier-grace = Ek gün
setting-tier-warning = İnişten önce haber verilen gün
setting-referrer = Davet edenin puanı
setting-referee = Arkadaşın puanı
setting-minimum = Sayılan en küçük alışveriş
setting-qualifying = Gereken alışveriş
setting-bonus-days = Hediye puana kadar gün
setting-link-days = Açılan bağlantının geçerli olduğu gün
setting-monthly-cap = Ayda arkadaş
setting-phone = Arkadaş kendi numarasını paylaşır
setting-review-after = Bakılmadan önce günde arkadaş
setting-purchases-a-day = Bakılmadan önce dükkânda günde alışveriş
setting-member-day = Bakılmadan önce üyenin günlük puanı
setting-shift = Bakılmadan önce kasiyerin günlük puanı
setting-cheap = Bütçeden verilen ödülün puanı
setting-scarce = Az sayılan adet
setting-debt-policy = Geri alınan harcanmış puan
setting-stacking = Kampanyalar üst üste gelince
setting-worth = Bir puanın değeri, para biriminin yüzde biri olarak
setting-reminder-days = Puan bitmeden kaç gün önce hatırlatılır
setting-reminder-time = Hatırlatma saati
setting-greeting = Doğum günü kutlanır
setting-nearly = Adı söylenen ödüle kalan puan
setting-eve-time = Bir gün önce duyurma saati
setting-morning-time = O gün duyurma saati
setting-quiet = Üye seçmezse sessiz saatler
setting-anywhere = Her dükkân her kuponu onaylar
setting-voucher-minutes = Kuponun beklediği dakika
setting-code-days = Kodun yaşadığı gün
setting-sale-minutes = Gösterilen alışverişin beklediği dakika
setting-card-minutes = Kartın yaşadığı dakika
setting-undo-minutes = Geri alma dakikası
setting-request-minutes = Kasaya cevap dakikası
setting-invite-minutes = Çalışan davetinin yaşadığı dakika

choice-end_of_month = ay olarak, ay sonuna kadar
choice-months = ay olarak, günü gününe
choice-days = gün olarak
choice-end_of_year = bir yılın sonuna kadar
choice-never = süresiz
choice-debt = borç olur
choice-forgive = bağışlanır
choice-best = en iyisi sayılır
choice-multiply = birbiriyle çarpılır
choice-add = kattıkları toplanır
no-limit = sınır yok
row-bracket = { $amount } tutarından sonra: basamak başına { $points } puan
row-category = { $name }: basamak başına { $points } puan
row-tier = { $tier }: { $points } puandan başlar, ×{ $times }

change-value = • { $what }: { $old } → <b>{ $new }</b>
change-new = • { $what }: <b>{ $new }</b>
change-row-gone = ➖ { $row }
change-row-new = ➕ { $row }
change-more = … ve { $count } tane daha
example-purchase = { $amount } tutarında alışveriş { $old } → <b>{ $points } puan</b> kazandırır.
example-category = { $amount } tutarında { $name } alışverişi { $old } → <b>{ $points } puan</b> kazandırır.
example-tier = { $tier } seviyesinde { $amount } tutarında alışveriş { $old } → <b>{ $points } puan</b> kazandırır.
example-members = { $tier } seviyesi: { $old } → <b>{ $new }</b> üye.
example-members-when = Seviyeler gece yeniden hesaplanır, inen haber alır.
example-never = süresiz
example-life = Bugün gelen puanların son günü: { $old } → <b>{ $new }</b>. Herkesin elindeki puanlar kendi tarihleriyle kalır.
example-life-same = Bugün gelen puanların son günü: <b>{ $new }</b>, eskisi gibi. Herkesin elindeki puanlar kendi tarihleriyle kalır.
example-worth = 100 puanın değeri { $old } → <b>{ $new }</b>, eldeki puanlar için de.
example-debt = Geri alınan { $amount } tutarındaki alışverişin puanını harcamış olan <b>{ $points } puan</b> borçlanır.
example-forgiven = Geri alınan { $amount } tutarındaki alışverişin puanını harcamış olan { $points } puan borçlanacağına hiç borçlanmaz.
example-stacking = ×2 ile ×3 üst üste gelince { $amount } tutarında alışveriş { $old } → <b>{ $points } puan</b> kazandırır.

button-programme-preview = 🔍 Önizleme
button-programme-confirm = ✅ Onayla
button-programme-discard = 🗑 Vazgeç
button-programme-file = 📄 Dosya olarak
button-programme-back = ◀️ Program
button-no-limit = Sınır yok
button-drop-row = ✖️ { $row }
button-add-brackets = ➕ Yeni dilim
button-add-categories = ➕ Yeni kategori
button-add-tiers = ➕ Yeni seviye
