### Üyeler kampanyayı nasıl duyar, yönetici öncesinde ve sonrasında ne görür.

announcement-day = { $day } { $weekday }
announcement-tomorrow = 🎉 Yarın, { $day }: <b>{ $gift }</b> · { $place }
announcement-today = 🎉 Bugün, { $day }: <b>{ $gift }</b> · { $place }
announcement-now = 🎉 Şimdi, { $day } gününe kadar: <b>{ $gift }</b> · { $place }
announcement-through = 🗓 { $day } gününe kadar sürer.
announcement-hours = 🕒 { $hours }
announcement-once-a-day = Günde bir kez.
announcement-for-first = İlk alışverişin için.
announcement-for-birthday = Doğum gününün olduğu ay boyunca.
announcement-member-cap = Bununla en çok { $points } puan kazanabilirsin.


announce-people = 📣 { $count ->
        [0] Kimse duymaz: yararlanabileceklerden teklifleri açmış olan yok.
       *[other] <b>{ $count } kişi</b> duyar: teklifleri açmış ve bundan yararlanabilecek olanlar.
    }
announce-both = Bir gün önce akşam { $eve }, o günün sabahı { $morning }; herkese kendi saatine göre. İlk okuyacakları şu:
announce-morning = O gün { $morning } saatinden sonra, herkese kendi saatine göre. Okuyacakları şu:
announce-nobody = 🔕 Kimseye haber verilmez: üyeler bunu yalnızca puanlarında görür.
announce-wave-eve = 📣 <b>Bir gün önce akşam</b>
announce-wave-morning = 📣 <b>O günün sabahı</b>
button-announcement-stop = ⏹ Duyuruyu durdur
