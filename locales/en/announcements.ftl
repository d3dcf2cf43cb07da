### How members hear of a campaign, and what its manager is told before and after.

announcement-day = { $weekday }, { $day }
announcement-tomorrow = 🎉 <b>{ $gift }</b> { $place } tomorrow, { $day }!
announcement-today = 🎉 <b>{ $gift }</b> { $place } today, { $day }!
announcement-now = 🎉 <b>{ $gift }</b> { $place } now, through { $day }!
announcement-through = 🗓 It goes on through { $day }.
announcement-hours = 🕒 { $hours }
announcement-once-a-day = Once a day.
announcement-for-first = For your first purchase.
announcement-for-birthday = In the month of your birthday.
announcement-member-cap = You can get { $points ->
        [one] 1 point
       *[other] { $points } points
    } by it at most.


announce-people = 📣 { $count ->
        [0] Nobody would hear of it: nobody whom it is for wants offers at present.
        [one] <b>1 person</b> will hear of it, who wants offers and can have it.
       *[other] <b>{ $count } people</b> will hear of it, who want offers and can have it.
    }
announce-both = The evening before at { $eve } and on the morning itself at { $morning }, by each one’s own clock. This is what they read first:
announce-morning = On the day itself from { $morning } on, by each one’s own clock. This is what they read:
announce-nobody = 🔕 Nobody is told: members see it in their points only.
announce-wave-eve = 📣 <b>The evening before</b>
announce-wave-morning = 📣 <b>On the morning itself</b>
button-announcement-stop = ⏹ Stop the announcement
