### Winning members back who have stayed away: the merchant's choice, and the offer.

win-back = 👋 <b>{ $merchant }</b>: win back
win-back-what = Members who have not bought here for a while, and who want offers, get one message from me in the morning, once in a quarter of the year at most: what points they have, and what these buy here. Whoever has been away longer than that when you switch it on gets none.
win-back-is-off = Now it is off.
win-back-is-on = Now they get it { $days } days after their last purchase.

notice-win-back-enough = 👋 It has been a while. You have <b>{ $points ->
        [one] 1 point
       *[other] { $points } points
    }</b> at hand, enough for { $reward } at { $merchant }.
notice-win-back-nearly = 👋 It has been a while. You have <b>{ $points ->
        [one] 1 point
       *[other] { $points } points
    }</b> at hand, and { $count } more get you { $reward } at { $merchant }.
notice-win-back-begin = 👋 It has been a while. With <b>{ $points ->
        [one] 1 point
       *[other] { $points } points
    }</b> you get { $reward } at { $merchant }. Every purchase brings you nearer.
notice-win-back-points = 👋 It has been a while since you were at { $merchant }. You have <b>{ $points ->
        [one] 1 point
       *[other] { $points } points
    }</b> at hand.

button-desk-win-back = 👋 Win back
button-win-back-days = { $days } days
button-win-back-off = Off
