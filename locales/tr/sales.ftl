### QR olarak gösterilen alışveriş.

sale-ask-amount = Alışveriş ne kadar? <code>24,90</code> gibi yaz, istersen ardına fiş numarasını ekle.
sale-ask-category = Sonuna ne olduğunu da yazabilirsin: { $names }.
sale-shown =
    🧾 { $merchant }, <b>{ $amount }</b>: <b>{ $points } puan</b>
    Müşteri bunu okutsun. Bir kez ve saat { $time } olana kadar geçerli.
    { $link }
sale-shown-before =
    🧾 Bu fiş daha önce gösterildi, puanını henüz kimse almadı.
    { $merchant }, <b>{ $amount }</b>: <b>{ $points } puan</b>
    Müşteri bunu okutsun. Bir kez ve saat { $time } olana kadar geçerli.
    { $link }
sale-collected = 🎉 { $merchant }, { $amount }: <b>+{ $points } puan</b>. Şimdi { $balance } puanın var.
sale-collected-pending = 🎉 <b>+{ $points } puan</b>: { $merchant }, { $amount }. { $date } tarihinden itibaren harcanabilir.
sale-collected-waits = ⏳ { $merchant }, { $amount }: { $points } puan, yönetici bakana kadar bekliyor. Gelince hemen haber veririm.
sale-collected-before = Bu alışveriş zaten senin: { $merchant }, { $amount }, { $points } puan. { $balance } puanın var.
sale-undone = ↩️ Geri alındı: { $amount }, { $who }, { $points } puan.
sale-undone-uncollected = ↩️ { $amount } tutarındaki alışveriş geri alındı. QR'ı artık geçmez.
sale-given-back = Haber verdiğin için teşekkürler. { $amount } tutarındaki alışveriş ve { $points } puanı kartından silindi.
campaign-added = 🎉 { $name }: +{ $points }
campaign-added-last = 🎉 { $name }: +{ $points }, böylece sınırına ulaştı
campaign-exhausted = 🎉 { $name }: sınırına daha önce ulaştı, bu kez puan eklemedi

button-not-mine = Benim değil
