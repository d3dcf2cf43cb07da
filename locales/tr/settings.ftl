### Üyenin ayarlayabildikleri ve dil.

settings = <b>⚙️ Ayarlar</b>
    🌍 Dil: { $language }
    ⏰ Hatırlatmalar: { $reminders }. Puan, kupon ya da seviye bitmeden ve puan kullanılabilir olunca.
    📣 Teklifler: { $offers }. Çift puan günleri ve dükkân haberleri, günde en çok bir tane.
    🌙 Sessiz saatler: { $quiet }
    🕰 Saat dilimi: { $zone }
    🎂 Doğum günü: { $birthday }
settings-on = açık
settings-off = kapalı
settings-none = yok
settings-as-usual = { $hours } (varsayılan)

quiet-question = Hangi saatlerde sessiz kalayım? Dokun ya da <code>22-7</code> gibi saat yaz. Hatırlatmalar ve teklifler sessiz saatlerin bitene kadar bekler, yanıtlar ve fişler hemen gelir.
zone-question = Neredesin? Bir yere dokun ya da şehrini yaz, örneğin İstanbul.
zone-several = Bu adda birkaç yer var. Seninkine dokun ya da en yakın büyük şehri yaz.
zone-unknown = Bu yeri tanımıyorum. Ülkeni ya da en yakın büyük şehri yaz, örneğin İstanbul; ya da Europe/Istanbul gibi bir saat dilimi.
birthday-question = Doğum günün ne zaman? Gün ve ay olarak yaz, örneğin 3 Mayıs için 03.05. Yılı tutmam, yalnızca doğum günü sürprizleri için kullanırım.
birthday-unknown = Bunu gün olarak okuyamadım. Gün ve ay olarak yaz, örneğin 3 Mayıs için 03.05.

language-question = 🌍 Hangi dilde konuşalım?
language-chosen = Tamam, Türkçe konuşalım.

button-zone = 🕰 Saat dilimi
button-zone-default = Dükkânlarla aynı: { $zone }
button-reminders-on = ⏰ Hatırlatmaları aç
button-reminders-off = ⏰ Hatırlatmaları kapat
button-offers-on = 📣 Teklifleri aç
button-offers-off = 📣 Teklifleri kapat
button-quiet = 🌙 Sessiz saatler
button-quiet-usual = Varsayılan: { $hours }
button-quiet-off = Hep haber ver
button-birthday = 🎂 Doğum günü
button-remove-birthday = 🗑 Sil
button-back = ◀️ Ayarlar
button-privacy = 🔒 Gizlilik
