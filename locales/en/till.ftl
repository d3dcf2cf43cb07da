### At the till.

till-booked = ✅ <b>+{ $points ->
        [one] 1 point
       *[other] { $points } points
    }</b> for { $who }, { $amount }.
till-booked-waits = ⏳ { $amount } for { $who }: { $points ->
        [one] 1 point waits
       *[other] { $points } points wait
    } until the manager has approved, for it goes beyond a limit of the day. They have been told.
till-booked-before = This stands already: { $points ->
        [one] 1 point
       *[other] { $points } points
    } for { $who }, { $amount }. Nothing was booked twice.
till-booked-ask = { $amount } is booked for { $who } already. Is this another purchase?
till-ask-code = Please type the customer's code: the four digits on their card.
till-visitor = 👤 <b>{ $who }</b> · { $tier }
till-can-use = They can have, right now:
till-nothing-to-use = Nothing to redeem here yet.
till-type-amount = To book a purchase, type the amount now, for example <code>24.90</code>
till-own-card = This is your own card. Show it to the cashier, and your points come.
till-amount-or-code = Nobody has that code at the moment. If you mean an amount: book { $amount } for { $who }?
till-asked = 🙋 { $who } was asked: <b>{ $reward }</b> for { $points ->
        [one] 1 point
       *[other] { $points } points
    }. Wait for their yes, I tell you. You can type the amount of the purchase meanwhile.
till-voucher = 🎟 Voucher: <b>{ $reward }</b>
    For { $who }, { $points ->
        [one] 1 point
       *[other] { $points } points
    }. Hand it over and confirm.
till-own-voucher = 🎟 Your voucher for <b>{ $reward }</b>. Show its QR to the staff of { $merchant }, they scan it.
till-confirmed = ✅ Redeemed: <b>{ $reward }</b> for { $who }, { $points ->
        [one] 1 point
       *[other] { $points } points
    }.

button-book-again = 🔁 Book again
button-book-amount = Book { $amount }
button-use-voucher = 🎟 Use { $reward } (voucher)
button-use-reward = 🎁 Use { $reward } · { $points ->
        [one] 1 point
       *[other] { $points } points
    }
button-confirm-voucher = ✅ Confirm
