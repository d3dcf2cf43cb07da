### Çok üyeye giden mesajlar: yönetici yazar, üyeler okur.

broadcast-ask-whom = 📣 <b>{ $merchant }</b>: üyelere mesaj. Teklifleri açmış olanlara ulaşır. Kimler için?
broadcast-ask-bought = Son … günde buradan alışveriş yapanlar. Seç ya da bir sayı yaz.
broadcast-ask-unseen = Eskiden buradan alışveriş yapıp son … gündür gelmeyenler. Seç ya da bir sayı yaz.
broadcast-ask-balance = Puanı … üstünde olanlar. Seç ya da bir sayı yaz.
broadcast-ask-birthday = Doğum günleri hangi ayda?
broadcast-ask-tier = Hangi seviyeden başlayarak?
broadcast-ask-text = 📣 Kimler: <b>{ $whom }</b>. Şimdi mesajını yaz, en çok { $longest } karakter. Ya da altında sözleriyle bir resim gönder, en çok { $caption } karakter.

broadcast-message = 📣 <b>{ $merchant }</b>

    { $text }

broadcast-ready = 👆 Üyeler bunu görecek, <b>{ $merchant }</b> adıyla.
    Kimler: <b>{ $whom }</b>
    { $count ->
        [0] Aralarında şu an teklif isteyen yok.
       *[other] Şu an <b>{ $count } üyeye</b> ulaşır.
    }
broadcast-ask-when = Ne zaman? Her üyeye kendi saatiyle gider. Seç ya da yaz: <code>cumartesi 17.30</code>
broadcast-sure = 📣 Gönderilsin mi? Kimler: <b>{ $whom }</b>
    { $when }
    { $count ->
        [0] Şu haliyle kimseye ulaşmaz.
       *[other] Şu haliyle <b>{ $count } üyeye</b> ulaşır.
    } Sessiz saatlere uyulur ve kimseye günde birden çok teklif gitmez: bazılarına daha geç gidebilir ya da hiç gitmeyebilir.
broadcast-at-once = 🕓 Şimdi
broadcast-at = 🕓 { $day }, { $time }, her üyenin kendi saatiyle

broadcasts = 📣 <b>{ $merchant }</b>: üyelere mesajlar
broadcasts-none = 📣 <b>{ $merchant }</b> son günlerde üyelerine yazmadı.
broadcast-title = 📣 <b>{ $what }</b>
    Kimler: { $whom }
broadcast-of-eve = { $campaign }, bir gün önce akşam
broadcast-of-morning = { $campaign }, o sabah
broadcast-planned = Planlandı. { $when }
broadcast-begins = Birazdan başlıyor.
broadcast-is-writing = Gidiyor, şimdiye dek { $count } kişi:
broadcast-is-sending = Gidiyor, toplam { $count } kişi:
broadcast-is-done = ✅ Bitti, toplam { $count } kişi:
broadcast-heard-by-nobody = ✅ Bitti. Ulaşacağı kimse yoktu.
broadcast-is-stopped = ⏹ Durduruldu, toplam { $count } kişi:
broadcast-stopped-before = ⏹ Kimseye gitmeden durduruldu.
broadcast-count-sent = ✉️ Gönderilen: { $count }
broadcast-count-waiting = ⏳ Bekleyen: { $count }
broadcast-count-uncertain = ❔ Belki ulaşan: { $count }
broadcast-count-refused = 🚫 Ulaşılamayan: { $count }
broadcast-count-switched-off = 🔕 Teklifleri kapatmış: { $count }
broadcast-count-another-offer = 📅 O gün başka teklif almış: { $count }
broadcast-count-late = ⌛️ Geç kalan: { $count }
broadcast-count-stopped = ⏹ Durdurulan: { $count }

segment-everyone = herkes
segment-tier = { $tier } ve üstü
segment-bought = son { $days } günde buradan alışveriş yapanlar
segment-unseen = { $days } gündür buraya gelmeyenler
segment-balance = puanı { $points } üstünde olanlar
segment-birthday = doğum günü şu ayda: { $months }
segment-first = henüz alışveriş yapmamış olanlar

button-desk-broadcast = 📣 Üyelere mesaj
button-broadcast-all = 👥 Herkes
button-broadcast-bought = 🧾 Son günlerde gelenler
button-broadcast-unseen = 👋 Uzun süredir gelmeyenler
button-broadcast-balance = 🪙 Puanı çok olanlar
button-broadcast-birthday = 🎂 Doğum günü ayı
button-broadcast-tier = ⭐ Seviye
button-broadcast-list = 📋 Planlanan ve gönderilen ({ $count })
button-broadcast-now = ▶️ Şimdi gönder
button-broadcast-schedule = 🕓 Sonra gönder
button-broadcast-change-text = ✏️ Metni değiştir
button-broadcast-change-whom = 👥 Üyeleri değiştir
button-broadcast-confirm = ✅ Onayla
button-broadcast-back = ◀️ Geri
button-broadcast-cancel = ✖️ Vazgeç
button-broadcast-new = ➕ Yeni mesaj
button-broadcast-stop = ⏹ Durdur
button-broadcast-stop-one = ⏹ Durdur: { $what }
