### Kasada.

till-booked = ✅ { $who }: <b>+{ $points } puan</b>, { $amount }.
till-booked-waits = ⏳ { $who }, { $amount }: günün sınırını aştığı için { $points } puan yönetici onaylayana kadar bekliyor. Yöneticiye haber verildi.
till-booked-before = Bu zaten kayıtlı: { $who }, { $amount }, { $points } puan. İkinci kez işlenmedi.
till-booked-ask = { $who } için { $amount } az önce işlendi. Bu başka bir alışveriş mi?
till-ask-code = Müşterinin kasa kodunu yaz: kartındaki dört rakam.
till-visitor = 👤 <b>{ $who }</b> · { $tier }
till-can-use = Şu an alabilecekleri:
till-nothing-to-use = Burada alabileceği bir şey henüz yok.
till-type-amount = Alışverişi işlemek için tutarı yaz, örneğin <code>24,90</code>
till-own-card = Bu senin kartın. Kasada göster, puanların gelsin.
till-amount-or-code = Şu an bu kod kimsede yok. Tutar yazdıysan: { $who } için { $amount } işlensin mi?
till-asked = 🙋 { $who } kişisine soruldu: <b>{ $reward }</b>, { $points } puan. Evet demesini bekle, sana haber veririm. Bu arada alışverişin tutarını yazabilirsin.
till-voucher = 🎟 Kupon: <b>{ $reward }</b>
    { $who }, { $points } puan. Ödülü ver ve onayla.
till-own-voucher = 🎟 <b>{ $reward }</b> kuponun. QR'ını { $merchant } çalışanına göster, o okutsun.
till-confirmed = ✅ Kullanıldı: <b>{ $reward }</b>, { $who }, { $points } puan.

button-book-again = 🔁 Yine işle
button-book-amount = { $amount } işle
button-use-voucher = 🎟 Kullan: { $reward } (kupon)
button-use-reward = 🎁 Kullan: { $reward } · { $points } puan
button-confirm-voucher = ✅ Onayla
