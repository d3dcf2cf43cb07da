### Ödül kodları: dükkân verir, üye kullanır.

code-choose = <b>{ $merchant }</b> hangi ödül için kod versin?
code-one-only = Şimdilik tek seferde bir kod veriyorum. Sayıyı yazma ya da 1 yaz.
code-days-unusable = Bir kod 1 ile { $longest } gün arasında geçerli olur. Şöyle yaz: /issue 7 1 30.
code-issued =
    🎫 { $merchant }: <b>{ $reward }</b>, { $points } puan
    İlk okutan kullanabilir, son gün { $date }. Göster ya da bastır.
    { $link }
code-seen = 🎫 { $merchant }: <b>{ $reward }</b>, <b>{ $points } puan</b>. Kasadayken al: puanlar hemen harcanır.
code-used =
    ✅ <b>{ $reward }</b>
    Bunu { $merchant } çalışanına göster.
    { $time } · { $points } puan harcandı

button-issue-reward = { $reward } · { $points } puan
button-redeem-code = 🎁 Ödülü al
