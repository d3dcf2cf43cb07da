### Karşılama, koşullar, katılma ve teklif sorusu.

welcome = Merhaba { $name }! Ben puan kartınım, burada, sohbetin içinde. 🐖
terms =
    • Alışverişin kazandırır: { $rule }.
    • { $life }
    • Yalnızca adını ve puanlarını tutarım. Ayrıntısı: /privacy
join-reason = <b>{ $merchant }</b> seni puan toplamaya davet ediyor.
referral-reason = 👋 Seni { $who } davet etti: { $amount } ve üzeri ilk alışverişinle sen { $theirs } puan, o da { $yours } puan kazanır.
referral-dead = Bu davet artık geçerli değil, ama katılmana çok seviniriz.
referral-member-already = Sen zaten üyesin, bu davet yeni gelenler için. Kendi davetini /invite ile paylaş.
sale-reason = <b>{ $merchant }</b> alışverişin { $amount }, karşılığı <b>{ $points } puan</b>. Katıl, puanlar senin olsun.
code-reason = <b>{ $merchant }</b> sana bir şey ayırdı: { $points } puana <b>{ $reward }</b>.
joined = Aramıza hoş geldin! 🎉 Kasada kartını göster, puan topla: /card
offers-question = Çift puan günlerini ve teklifleri haber vereyim mi? Günde en çok bir mesaj, istediğin an bırakabilirsin.
offers-on = 🎉 Teşekkürler! Haber veririm. Bunu /settings içinden değiştirebilirsin.
offers-off = Peki, teklif göndermem. Bunu /settings içinden değiştirebilirsin.
earn-rate = her { $amount } için { $points } puan
earn-bracket = { $above } üzerindeki her { $amount } için { $points } puan
earn-category = { $name }: her { $amount } için { $points } puan
earn-more = { $count } tane daha

button-join = 🐖 Katıl
button-join-and-collect = 🐖 Katıl ve topla
button-offers-yes = Evet, teklifleri gönder
button-offers-no = Hayır
button-balance = 💰 Puanlarım
button-card = 💳 Kartım
button-rewards = 🎁 Ödüller
button-vouchers = 🎟 Kuponlar
button-invite = 👋 Davet et
button-history = 📜 Geçmiş
button-settings = ⚙️ Ayarlar
button-help = ❓ Yardım
button-language = 🌍 Dil
