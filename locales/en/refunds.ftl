### Taking back all or part of a purchase.

refund-start = ↩️ Which purchase? Choose one of the last, or type the receipt's number, with an amount behind it for a part: <code>R-17 5.00</code>
refund-start-none = ↩️ Which purchase? Type the receipt's number, with an amount behind it for a part: <code>R-17 5.00</code>
refund-which = ↩️ More than one purchase may be meant. Which one?
refund-sale = Receipt { $receipt }, { $date }, { $who }: { $amount }, of which { $left } stand.
refund-nobody = not collected yet
refund-instead-of-undo = It is too late for Undo, but it can be refunded.
refund-ask-part = How much of it? At most { $left }. Type it like <code>5.00</code>
refund-confirm = ↩️ Refund <b>{ $amount }</b>?
refund-done = ↩️ Refunded: <b>{ $amount }</b>.
refund-takes = { $points ->
        [0] No points go with it.
        [one] <b>1 point</b> goes with it.
       *[other] <b>{ $points } points</b> go with it.
    }
refund-takes-lost = { $points ->
        [one] 1 of them had passed its date: nothing more is taken for it.
       *[other] { $points } of them had passed their date: nothing more is taken for these.
    }
refund-takes-vouchers = { $vouchers ->
        [one] A voucher holds some of them and is cancelled: { $rewards }.
       *[other] { $vouchers } vouchers hold some of them and are cancelled: { $rewards }.
    }
refund-takes-debt = { $points ->
        [one] 1 of them is spent: it is owed, and the next one earned pays for it.
       *[other] { $points } of them are spent: they are owed, and the next ones earned pay for them.
    }
refund-takes-nothing-yet = Nobody has its points yet, so none are taken back.

button-desk-refund = ↩️ Refund
button-refund-sale = { $amount } · { $receipt } · { $date } · { $who }
button-refund-all = All: { $amount }
button-refund-part = Part
button-refund-confirm = ✅ Confirm
button-refund-back = ◀️ Back
button-refund-more = ↩️ Refund more
