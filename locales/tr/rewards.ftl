### Puanlarla alınabilecekler.

rewards = <b>🎁 Ödüller</b>
    { $points } puanın var. Ayrıntısı için ödüle dokun.
rewards-none = Henüz ödül yok. Puanların ödüller gelene kadar güvende.
reward = <b>{ $reward }</b>
    { $merchant } · { $points } puan
reward-missing = { $points } puan daha topla, senin olsun.
reward-how = Kasadayken al: puanların ayrılır, kupon { $minutes } dakika bekler. Vazgeçersen iptal et, puanların geri gelir.
reward-how-digital = Kod hemen burada, sohbette gelir. Puanlar o anda harcanır ve kod geri verilemez.
nearly = 🎁 <b>{ $reward }</b> için { $points } puan kaldı ({ $merchant }).
reward-description = <i>{ $text }</i>
reward-notes = ℹ️ { $notes }
reward-left = { $count } tane kaldı
reward-until = son gün { $date }
reward-from = { $date } gününden itibaren
reward-tier-only = yalnız { $tier }
reward-sold-out = kalmadı
reward-had = almıştın
reward-at-the-till = kasada
reward-next-month = gelecek ay yine
digital-question = <b>{ $reward }</b> şimdi { $points } puana alınsın mı? Kod hemen gelir ve geri verilemez.
digital-given =
    🔑 <b>{ $reward }</b> · { $merchant }
    <code>{ $code }</code>

    { $date } gününden beri senin, { $points } puan karşılığında. Yine bulmak için: /vouchers → Kodlarım.
my-codes = <b>🔑 Kodlarım</b>
    Yeniden görmek için birine dokun.
my-codes-none = Henüz kodun yok. Bazı ödüller kod olarak hemen burada, sohbette gelir.

button-reward-ready = ✅ { $reward } · { $points } puan
button-reward-later = { $reward } · { $points } puan
button-reward-barred = ▫️ { $reward } · { $points } puan
button-nearly = 🎁 { $reward }
button-redeem-digital = ✅ { $points } puana al
button-my-codes = 🔑 Kodlarım
button-show-code = 🔑 { $reward } · { $date }
button-redeem = 🎁 Ödülü al
button-previous = ◀️ Geri
button-next = ▶️ Devamı
