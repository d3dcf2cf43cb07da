### Programın kuralları, açık sözlerle.

life-end_of_month = Puanlar { $count } ay, o ayın sonuna kadar geçerli, bitmeden haber veririm.
life-months = Puanlar { $count } ay geçerli, bitmeden haber veririm.
life-days = Puanlar { $count } gün geçerli, bitmeden haber veririm.
life-end_of_year = Puanlar { $count ->
        [0] yıl sonuna kadar
        [one] gelecek yılın sonuna kadar
       *[other] { $count } yıl sonraki yılın sonuna kadar
    } geçerli, bitmeden haber veririm.
life-never = Puanların süresi dolmaz.
life-sliding = Her alışveriş ve kullandığın her ödül bu süreyi yeniden başlatır.

rules = <b>📖 Kurallar</b>
rules-earning = 🧾 <b>Kazanmak.</b> Alışverişin kazandırır: { $rule }. Tutarın her tam { $amount } kısmı sayılır, toplam aşağı yuvarlanır. Puanı sonra alsan da geçerli olan, işletmenin alışverişi girdiği andır.
rules-pending = Puanları { $days ->
        [0] hemen
       *[other] { $days } gün sonra
    } kullanabilirsin.
rules-worth = 100 puanın değeri { $amount }.
rules-expiry = 📅 <b>Puanların ömrü.</b> { $life } Süresi önce dolan önce harcanır. Kurallar değişse de elindeki puanların tarihi değişmez.
rules-given-back = Kuponu iptal edersen ya da süresi dolarsa puanları eski tarihiyle geri gelir. O tarihten sonra çalışanların geri verdiği puan { $days ->
        [0] hemen biter
       *[other] { $days } gün daha yaşar
    }.
rules-refund = Bir alışveriş iade edilirse, o günün kurallarıyla kazandırdığı puanlar geri alınır, fazlası asla alınmaz.
rules-debt-debt = Bir alışveriş geri alınır ve puanları harcanmış olursa, kazanacağın ilk puanlar ona sayılır.
rules-debt-forgive = Bir alışveriş geri alınır ve puanları harcanmış olursa, borcun olmaz.
rules-tiers = ⭐ <b>Seviyeler.</b> Son { $count } aydaki alışverişlerinin ekler olmadan kazandırdığı puan belirler:
rules-tier = • { $tier }: { $points } puandan başlar. Alışverişler { $times } katı kazandırır.
rules-tier-plain = • { $tier }: { $points } puandan başlar.
rules-tier-kept = Seviye hemen senin olur. Puanın yettiği son günden sonra { $count } ay{ $days ->
        [0] {""}
       *[other] {" "}ve { $days } gün daha
    } sende kalır, sonra bir seviye inersin.
rules-tier-told = { $days } gün önce haber veririm.
rules-stacking-best = 📣 Kampanyalar üst üste gelirse, sana en çok kazandıran sayılır.
rules-stacking-multiply = 📣 Kampanyalar üst üste gelirse, birbiriyle çarpılır.
rules-stacking-add = 📣 Kampanyalar üst üste gelirse, her birinin kattığı toplanır.
rules-referral = 👋 <b>Arkadaşlar.</b> Senin bağlantınla katılıp { $amount } ve üzeri { $count } alışveriş yapan arkadaşın { $theirs } puan, sen de { $yours } puan kazanırsın.
rules-referral-pending = Bunları { $days ->
        [0] hemen
       *[other] { $days } gün sonra
    } kullanabilirsiniz.
rules-referral-link = Bağlantı, açıldıktan sonra { $days } gün ve ayda { $count } arkadaş için geçerli.
rules-referral-phone = Arkadaşın bunun için kendi telefon numarasını paylaşır.
rules-referral-review = Bir günde { $count } arkadaştan sonrakilere önce bir dükkân bakar.
rules-vouchers = 🎟 <b>Kuponlar.</b> Kupon, ödülün dükkânında { $minutes } dakika bekler.
rules-vouchers-anywhere = 🎟 <b>Kuponlar.</b> Kupon, her dükkânda { $minutes } dakika bekler.
rules-scarce = Yalnızca { $count } ya da daha az kalan bir ödülün kuponunun süresi iki kez dolarsa, o ödül yalnızca kasada alınır.
rules-push = 🔔 <b>Sana yazdıklarım.</b>
rules-reminders = Puanların bitmeden { $list } gün önce, senin saatinle { $at } olunca hatırlatırım.
rules-announced = Teklifler yalnızca istersen gelir, günde en çok bir tane. Kampanyaları bir gün önce { $eve }, o gün { $morning } olunca duyururum.
rules-nearly = Alışverişten sonra, en çok { $points } puan uzaktaki bir ödülün adını söylerim.
rules-greeting = Teklifler açıksa doğum gününü kutlarım.
rules-quiet = /settings ile başka saat seçmezsen { $hours } arası sessiz kalırım; yanıtlar ve fişler hemen gelir.
rules-quiet-none = /settings ile seçersen sessiz saatlere uyarım.
rules-purchases-a-day = 🔎 Bir dükkânda bir günde { $count } alışverişten sonrakilerin puanı, dükkân bakana kadar bekler.
rules-points-a-day = 🔎 Seni bir günde { $points } puanın üstüne çıkaran alışverişin puanı, dükkân bakana kadar bekler.

button-rules = 📖 Kurallar
