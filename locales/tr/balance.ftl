### Üyenin nesi var.

balance-points = <b>{ $points } puanın</b> var, değeri { $worth }.
balance-debt = Geri alınan bir alışverişten { $points } puan borcun var. Kazanacağın ilk puanlar ona sayılır.
balance-pending = ⏳ { $points } puan yolda, ilki { $date } tarihinde gelir.
balance-reviewed = ⏳ { $points } puan dükkânın yöneticisini bekliyor.
balance-held = 🎟 { $points } puan kuponların için ayrıldı: /vouchers
balance-expiring = 📅 { $points } puanın son günü { $date }.
balance-expiring-at = 📅 { $points } puan { $moment } itibarıyla biter: süresi dolduktan sonra sana geri verilmişti.
balance-never = 📅 Puanlarının süresi yok, hiç bitmez.
balance-tier = 🏅 Seviye: { $tier }
balance-tier-until = 🏅 Seviye: { $tier }, son günü { $until }
balance-tier-keep = O güne kadar alışverişten { $points } puan daha kazanırsan { $tier } sende kalır.
balance-way = { $bar } %{ $percent }
balance-next = <b>{ $tier }</b> için alışverişten { $points } puan daha gerek.
balance-next-by = <b>{ $tier }</b> için { $until } gününe kadar alışverişten { $points } puan daha gerek.
tier-with-factor = { $tier } (×{ $factor })
tier-base = Üye
balance-campaign = 🎉 { $gift } · { $place }, bugün
balance-campaign-until = 🎉 { $gift } · { $place }, şimdi, saat { $time } olana dek
balance-campaign-category = { $gift } ({ $name })
balance-campaign-minimum = { $gift } ({ $amount } ve üstü)
balance-campaign-first = { $gift } (ilk alışverişine)
