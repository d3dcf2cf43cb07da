### Bir yönetici bakana kadar bekleyenler.

reviews = ⏳ <b>Seni bekleyenler.</b> Bu puanlar sen onaylayınca gelir.
reviews-none = Bekleyen yok. Bir sınırı aşanlar, puanları verilmeden önce buraya gelir.
review-purchase =
    ⏳ <b>{ $who }</b>: { $amount } tutarındaki alışveriş için { $points } puan, { $time }.
    Bekleme nedeni: { $why }.
review-referral =
    ⏳ <b>{ $inviter }</b>, <b>{ $who }</b> adlı arkadaşını getirdi; arkadaşı { $amount } tutarında alışveriş yaptı, { $time }. { $points } puanlık bonus bekliyor.
    Bekleme nedeni: { $why }.
review-why-purchases-a-day = bir müşterinin bir günde { $limit } alışverişten fazlası
review-why-points-a-member-day = bir müşteriye bir günde programın öngördüğünden çok puan
review-why-points-a-shift = bir kasiyerin gününde programın öngördüğünden çok puan
review-why-friends-a-day = bir üye bir günde { $friends } arkadaştan fazlasını getirdi
review-approved = ✅ Onaylandı: { $who } için { $points } puan. Kendisine haber verildi.
review-approved-later = ✅ Onaylandı: { $who } için { $points } puan, { $date } tarihinden itibaren. Kendisine haber verildi.
review-refused = ✖️ Reddedildi: { $who } için { $points } puan geri alındı. Kendisine haber verildi.

button-approve = ✅ Onayla
button-refuse = ✖️ Reddet
button-review-purchase = 🧾 { $who } · { $amount } · { $points }
button-review-referral = 👋 { $who } · { $points }
button-desk-waiting = ⏳ Bekleyenler
