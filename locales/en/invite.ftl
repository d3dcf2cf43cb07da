### Bringing friends.

invite = <b>👋 Invite a friend</b>
    After their first purchase of { $amount } or more, your friend gets { $theirs ->
        [one] 1 point
       *[other] { $theirs } points
    } and you get { $yours ->
        [one] 1 point
       *[other] { $yours } points
    }. They can be spent { $days ->
        [one] a day
       *[other] { $days } days
    } later.
invite-numbers =
    Friends who joined: { $joined }
    Friends who bought: { $qualified }
    Points that earned you: { $points }
invite-pending = ⏳ { $points ->
        [one] 1 point of it is
       *[other] { $points } points of it are
    } on the way, the next on { $date }.
invite-reviewed = ⏳ { $points ->
        [one] 1 point waits
       *[other] { $points } points wait
    } until the manager of a shop has looked at it.
invite-month = Friends that count this month: { $friends } of { $most }
invite-words = Collect points with me: we both get some with your first purchase.

button-share = 📤 Share
