### Redemption codes: the merchant issues, a member redeems.

code-choose = Which reward of <b>{ $merchant }</b> shall the code be for?
code-one-only = I make one code at a time for now. Leave out the number, or write 1.
code-days-unusable = A code works for 1 to { $longest } days. Write it like /issue 7 1 30.
code-issued =
    🎫 <b>{ $reward }</b> at { $merchant }, for { $points ->
        [one] 1 point
       *[other] { $points } points
    }
    Whoever scans this first can redeem it, until { $date }. Show it or print it.
    { $link }
code-seen = 🎫 <b>{ $reward }</b> at { $merchant } for <b>{ $points ->
        [one] 1 point
       *[other] { $points } points
    }</b>. Redeem it when you stand at the till: the points are spent at once.
code-used =
    ✅ <b>{ $reward }</b>
    Show this to the staff of { $merchant }.
    { $time } · { $points ->
        [one] 1 point
       *[other] { $points } points
    } spent

button-issue-reward = { $reward } · { $points ->
        [one] 1 point
       *[other] { $points } points
    }
button-redeem-code = 🎁 Redeem
