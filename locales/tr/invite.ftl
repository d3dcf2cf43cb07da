### Arkadaş davet etmek.

invite = <b>👋 Arkadaşını davet et</b>
    İlk { $amount } ve üzeri alışverişinden sonra arkadaşın { $theirs } puan, sen de { $yours } puan kazanırsın. Puanlar { $days } gün sonra kullanılabilir.
invite-numbers =
    Katılan arkadaş: { $joined }
    Alışveriş yapan arkadaş: { $qualified }
    Sana kazandırdığı puan: { $points }
invite-pending = ⏳ Bunun { $points } puanı yolda, sıradaki { $date } tarihinde.
invite-reviewed = ⏳ { $points } puan bir dükkânın yöneticisi bakana kadar bekliyor.
invite-month = Bu ay sayılan arkadaş: { $friends } / { $most }
invite-words = Benimle puan topla: ilk alışverişinle ikimiz de puan kazanalım.

button-share = 📤 Paylaş
