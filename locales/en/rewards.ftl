### What can be had for points.

rewards = <b>🎁 Rewards</b>
    You have { $points ->
        [one] 1 point
       *[other] { $points } points
    }. Tap a reward to see more.
rewards-none = There are no rewards yet. Your points are safe until there are some.
reward = <b>{ $reward }</b>
    { $merchant } · { $points ->
        [one] 1 point
       *[other] { $points } points
    }
reward-missing = { $points ->
        [one] 1 more point
       *[other] { $points } more points
    } and it is yours.
reward-how = Redeem it when you are at the till: your points are held and the voucher waits { $minutes ->
        [one] 1 minute
       *[other] { $minutes } minutes
    }. Changed your mind? Cancel it and the points come back.

button-reward-ready = ✅ { $reward } · { $points ->
        [one] 1 point
       *[other] { $points } points
    }
button-reward-later = { $reward } · { $points ->
        [one] 1 point
       *[other] { $points } points
    }
button-redeem = 🎁 Redeem
button-previous = ◀️ Back
button-next = ▶️ More
