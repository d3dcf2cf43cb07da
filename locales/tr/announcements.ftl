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

announcement-off = <i>Bunu teklif istediğin için alıyorsun. /settings ile kapatabilirsin.</i>

announce-people = 📣 { $count ->
        [0] Bunun geçerli olduğu kimse şu an teklif istemiyor, o yüzden kimse duymaz.
       *[other] Bunun geçerli olduğu { $count } kişi teklif istiyor ve bunu duyar:
    }
announce-both = Bir gün önce akşam { $eve }, o günün sabahı { $morning }; herkese kendi saatine göre. İlk okuyacakları şu:
announce-morning = O gün { $morning } saatinden sonra, herkese kendi saatine göre. Okuyacakları şu:
announce-nobody = 🔕 Kimseye haber verilmez: üyeler bunu yalnızca puanlarında görür.
announce-wave-eve = 📣 <b>Bir gün önce akşam</b>
announce-wave-morning = 📣 <b>O günün sabahı</b>
button-announcement-stop = ⏹ Duyuruyu durdur
