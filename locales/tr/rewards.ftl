### Puanlarla alınabilecekler.

rewards = <b>🎁 Ödüller</b>
    { $points } puanın var. Ayrıntısı için ödüle dokun.
rewards-none = Henüz ödül yok. Puanların ödüller gelene kadar güvende.
reward = <b>{ $reward }</b>
    { $merchant } · { $points } puan
reward-missing = { $points } puan daha topla, senin olsun.
reward-how = Kasadayken al: puanların ayrılır, kupon { $minutes } dakika bekler. Vazgeçersen iptal et, puanların geri gelir.

button-reward-ready = ✅ { $reward } · { $points } puan
button-reward-later = { $reward } · { $points } puan
button-redeem = 🎁 Ödülü al
button-previous = ◀️ Geri
button-next = ▶️ Devamı
