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
reward-how-digital = A code comes here in the chat at once. The points are spent then, and a code cannot be given back.
nearly = 🎁 You are { $points ->
        [one] 1 point
       *[other] { $points } points
    } from <b>{ $reward }</b> at { $merchant }.
reward-description = <i>{ $text }</i>
reward-notes = ℹ️ { $notes }
reward-left = { $count ->
        [one] 1 left
       *[other] { $count } left
    }
reward-until = until { $date }
reward-from = from { $date }
reward-tier-only = { $tier } only
reward-sold-out = sold out
reward-had = you had it
reward-at-the-till = at the till
reward-next-month = next month again
digital-question = Redeem <b>{ $reward }</b> for { $points ->
        [one] 1 point
       *[other] { $points } points
    } now? The code comes at once, and it cannot be given back.
digital-given =
    🔑 <b>{ $reward }</b> · { $merchant }
    <code>{ $code }</code>

    It is yours since { $date }, for { $points ->
        [one] 1 point
       *[other] { $points } points
    }. You find it again in /vouchers → My codes.
my-codes = <b>🔑 My codes</b>
    Tap one to see it again.
my-codes-none = You have no codes yet. Some rewards come as a code, right here in the chat.

button-reward-ready = ✅ { $reward } · { $points ->
        [one] 1 point
       *[other] { $points } points
    }
button-reward-later = { $reward } · { $points ->
        [one] 1 point
       *[other] { $points } points
    }
button-reward-barred = ▫️ { $reward } · { $points ->
        [one] 1 point
       *[other] { $points } points
    }
button-nearly = 🎁 { $reward }
button-redeem-digital = ✅ Redeem for { $points ->
        [one] 1 point
       *[other] { $points } points
    }
button-my-codes = 🔑 My codes
button-show-code = 🔑 { $reward } · { $date }
button-redeem = 🎁 Redeem
button-previous = ◀️ Back
button-next = ▶️ More
