### What waits until a manager has looked at it.

reviews = ⏳ <b>Waiting for you.</b> These points come when you have approved them.
reviews-none = Nothing waits. What goes beyond a limit comes here before its points do.
review-purchase =
    ⏳ <b>{ $who }</b>: { $points ->
        [one] 1 point
       *[other] { $points } points
    } for a purchase of { $amount }, { $time }.
    It waits because { $why }.
review-referral =
    ⏳ <b>{ $inviter }</b> brought <b>{ $who }</b>, who bought for { $amount }, { $time }. The bonus of { $points ->
        [one] 1 point
       *[other] { $points } points
    } waits because { $why }.
review-why-purchases-a-day = it is beyond { $limit } purchases of one customer in a day
review-why-points-a-member-day = it brings a customer more points in a day than the programme foresees
review-why-points-a-shift = it brings a cashier's day above the points that the programme foresees
review-why-friends-a-day = one member brought more than { $friends } friends in a day
review-approved = ✅ Approved: { $points ->
        [one] 1 point
       *[other] { $points } points
    } for { $who }. They have been told.
review-approved-later = ✅ Approved: { $points ->
        [one] 1 point
       *[other] { $points } points
    } for { $who }, from { $date }. They have been told.
review-refused = ✖️ Refused: { $points ->
        [one] 1 point is
       *[other] { $points } points are
    } taken back from { $who }. They have been told.

button-approve = ✅ Approve
button-refuse = ✖️ Refuse
button-review-purchase = 🧾 { $who } · { $amount } · { $points }
button-review-referral = 👋 { $who } · { $points }
button-desk-waiting = ⏳ Waiting
