### Üyenin nesi var.

balance-points = <b>{ $points } puanın</b> var, değeri { $worth }.
balance-debt = Geri alınan bir alışverişten { $points } puan borcun var. Kazanacağın ilk puanlar ona sayılır.
balance-pending = ⏳ { $points } puan yolda, ilki { $date } tarihinde gelir.
balance-reviewed = ⏳ { $points } puan dükkânın yöneticisini bekliyor.
balance-held = 🎟 { $points } puan kuponların için ayrıldı: /vouchers
balance-expiring = 📅 { $points } puanın son günü { $date }.
balance-tier = Seviye: { $tier }
tier-base = Üye
