### Arkadaş davet etmek.

invite = <b>👋 Arkadaşını davet et</b>
    İlk { $amount } ve üzeri alışverişinden sonra arkadaşın { $theirs } puan, sen de { $yours } puan kazanırsın. Puanlar { $days } gün sonra kullanılabilir.
invite-numbers =
    Katılan arkadaş: { $joined }
    Alışveriş yapan arkadaş: { $qualified }
    Sana kazandırdığı puan: { $points }
invite-words = Benimle puan topla: ilk alışverişinle ikimiz de puan kazanalım.

button-share = 📤 Paylaş
