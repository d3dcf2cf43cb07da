### A purchase shown as QR.

sale-ask-amount = How much is the purchase? Type it like <code>24.90</code>, with the receipt's number behind it if you like.
sale-ask-category = At the end may stand what it was: { $names }.
sale-shown =
    🧾 <b>{ $amount }</b> at { $merchant }: <b>{ $points ->
        [one] 1 point
       *[other] { $points } points
    }</b>
    Let the customer scan this. It works once, until { $time }.
    { $link }
sale-shown-before =
    🧾 This receipt was shown before, and nobody has collected it yet.
    <b>{ $amount }</b> at { $merchant }: <b>{ $points ->
        [one] 1 point
       *[other] { $points } points
    }</b>
    Let the customer scan this. It works once, until { $time }.
    { $link }
sale-collected = 🎉 <b>+{ $points ->
        [one] 1 point
       *[other] { $points } points
    }</b> for { $amount } at { $merchant }. You have { $balance ->
        [one] 1 point
       *[other] { $balance } points
    } now.
sale-collected-pending = 🎉 <b>+{ $points ->
        [one] 1 point
       *[other] { $points } points
    }</b> for { $amount } at { $merchant }. They wait, and can be spent from { $date }.
sale-collected-waits = ⏳ { $amount } at { $merchant }: { $points ->
        [one] 1 point waits
       *[other] { $points } points wait
    } until the manager has looked at it. I tell you as soon as they come.
sale-collected-before = This purchase of { $amount } at { $merchant } is yours already: { $points ->
        [one] 1 point
       *[other] { $points } points
    }. You have { $balance ->
        [one] 1 point
       *[other] { $balance } points
    }.
sale-undone = ↩️ Taken back: { $amount } and { $points ->
        [one] 1 point
       *[other] { $points } points
    } of { $who }.
sale-undone-uncollected = ↩️ Taken back: the purchase of { $amount }. Its QR does not work any more.
sale-given-back = Thank you for saying so. The purchase of { $amount } is off your card, and with it { $points ->
        [one] 1 point
       *[other] { $points } points
    }.
campaign-added = 🎉 { $name }: +{ $points }
campaign-added-last = 🎉 { $name }: +{ $points }, and with that its limit is reached
campaign-exhausted = 🎉 { $name }: its limit was reached before, so it adds nothing this time

button-not-mine = Not mine
