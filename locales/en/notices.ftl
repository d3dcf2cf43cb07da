### What people hear without having asked.

notice-friend-joined = 👋 A friend joined by your link. With their first purchase you both get points.
notice-referral-paid = 🎉 Your friend made their first purchase: { $points ->
        [one] 1 point is
       *[other] { $points } points are
    } yours from { $at }.
notice-phone-asked = 🎉 Your first purchase is worth a bonus to you and the friend who invited you. One thing is missing: share your own phone number with the button below. I keep only a fingerprint of it.
notice-phone-known = That phone number belongs to somebody who collects points already, so it brings no bonus for being invited. All else stays as it is.
notice-referral-waits = 🎉 Your friend made their first purchase. Many friends came in one day, so your { $points ->
        [one] 1 point waits
       *[other] { $points } points wait
    } until { $merchant } has looked at it. I tell you.
notice-referral-approved = 🎉 Your bonus for bringing or being brought is approved: { $points ->
        [one] 1 point is
       *[other] { $points } points are
    } yours from { $at }.
notice-referral-refused = The bonus of { $points ->
        [one] 1 point
       *[other] { $points } points
    } for a friend was not approved: too many friends came in one day. If that is not right, please ask at the shop.
notice-referral-taken-back = The purchase that your friend brought you a bonus with was taken back, and with it { $points ->
        [0] none of your points: you keep what you have spent of it
        [one] 1 point
       *[other] { $points } points
    }. Another purchase of theirs can bring it again.
notice-referral-taken-back-friend = The purchase that brought your referral bonus was taken back, and with it { $points ->
        [one] 1 point
       *[other] { $points } points
    }{ $spent ->
        [0] {""}
       *[other] , because the friend who invited you has spent { $spent } of theirs already
    }. Another purchase can bring the bonus again.
notice-purchase-booked = 🐖 <b>+{ $points ->
        [one] 1 point
       *[other] { $points } points
    }</b> for { $amount } at { $merchant }.
notice-purchase-pending = 🐖 <b>+{ $points ->
        [one] 1 point
       *[other] { $points } points
    }</b> for { $amount } at { $merchant }. They wait, and can be spent from { $at }.
notice-purchase-waits = ⏳ { $amount } at { $merchant }: { $points ->
        [one] 1 point waits
       *[other] { $points } points wait
    } until the manager has looked at it. I tell you as soon as they come.
notice-purchase-approved = 🐖 { $merchant } has looked at your purchase of { $amount }: <b>+{ $points ->
        [one] 1 point
       *[other] { $points } points
    }</b>.
notice-purchase-approved-later = 🐖 { $merchant } has looked at your purchase of { $amount }: <b>{ $points ->
        [one] 1 point is
       *[other] { $points } points are
    }</b> yours from { $at }.
notice-purchase-refused = { $merchant } did not approve the purchase of { $amount }, because { $why }. The { $points ->
        [one] 1 point that waited is
       *[other] { $points } points that waited are
    } taken back. If that is not right, please ask the manager.
notice-purchase-undone = { $merchant } took back the purchase of { $amount }, and with it { $points ->
        [one] 1 point
       *[other] { $points } points
    }. If that is not right, please ask at the till.
notice-purchase-refunded = ↩️ { $merchant } refunded { $amount } of your purchase. { $points ->
        [0] None of its points go with it.
        [one] 1 of its points goes with it.
       *[other] { $points } of its points go with it.
    }{ $lost ->
        [0] {""}
        [one] {" "}1 of them had passed its date, so nothing more is taken for it.
       *[other] {" "}{ $lost } of them had passed their date, so nothing more is taken for these.
    }{ $vouchers ->
        [0] {""}
        [one] {" "}A voucher held some of them and is cancelled: { $rewards }.
       *[other] {" "}{ $vouchers } vouchers held some of them and are cancelled: { $rewards }.
    }{ $debt ->
        [0] {""}
        [one] {" "}You owe 1 point now, and the next one you earn pays for it.
       *[other] {" "}You owe { $debt } points now, and the next ones you earn pay for them.
    }
notice-sale-collected = ✅ { $who } has { $points ->
        [one] 1 point
       *[other] { $points } points
    } for { $amount }.
notice-sale-waits = ⏳ { $who } followed the QR of { $amount }: { $points ->
        [one] 1 point waits
       *[other] { $points } points wait
    } until the manager has approved, for it goes beyond a limit of the day.
notice-sale-refused = ✖️ The manager refused { $amount } for { $who }: { $points ->
        [one] 1 point is
       *[other] { $points } points are
    } taken back, because { $why }.
notice-review-purchase = ⏳ { $merchant }: { $points ->
        [one] 1 point
       *[other] { $points } points
    } for <b>{ $who }</b>, a purchase of { $amount }. It waits for you because { $why }.
notice-review-referral = ⏳ { $merchant }: <b>{ $inviter }</b> brought <b>{ $who }</b>, who bought for { $amount }. The bonus of { $points ->
        [one] 1 point
       *[other] { $points } points
    } waits for you because { $why }.
notice-sale-not-mine = The purchase of { $amount } was not theirs: { $points ->
        [one] 1 point is
       *[other] { $points } points are
    } back, and its QR works again until its time is over.
notice-tier-soon-lost = 🏅 <b>{ $tier }</b> is yours through { $until }. { $points ->
        [one] 1 more point
       *[other] { $points } more points
    } of purchases by then and it stays yours.
notice-tier-lost = Your time as <b>{ $tier }</b> is over. Thank you for every visit! You are <b>{ $lower }</b> now, and { $points ->
        [one] 1 more point
       *[other] { $points } more points
    } of purchases bring you to <b>{ $next }</b>.
notice-tier-taken-back = A purchase was taken back, and <b>{ $tier }</b> had been reached with it: you are <b>{ $lower }</b> now. { $points ->
        [one] 1 more point
       *[other] { $points } more points
    } of purchases bring you to <b>{ $next }</b>.
notice-tier-gone = The levels of the programme have changed: there is no <b>{ $tier }</b> any more, and you are <b>{ $lower }</b> now.
notice-points-ending = ⏳ <b>{ $points ->
        [one] 1 point ends
       *[other] { $points } points end
    }</b> after { $date }.
notice-points-ending-more = ⏳ <b>{ $points ->
        [one] 1 point ends
       *[other] { $points } points end
    }</b> after { $date }, and by the end of { $last } it is <b>{ $total } points in all</b>.
notice-points-ending-use = { $points ->
        [one] This is what you can have for your 1 point now:
       *[other] This is what you can have for your { $points } points now:
    }
notice-offer-off = <i>You get this because you want offers. Switch them off in /settings.</i>
notice-birthday = 🎂 <b>Happy birthday!</b> Have a wonderful day.
notice-voucher-cancelled = A voucher was cancelled, because the purchase that paid for it was taken back. { $points ->
        [one] 1 point was
       *[other] { $points } points were
    } returned first.
notice-accounts-joined = 🤝 Your two accounts are one now: this one. { $points ->
        [0] The other had no points.
        [one] 1 point came over from the other, with its date.
       *[other] { $points } points came over from the other, with their dates.
    }{ $debt ->
        [0] {""}
        [one] {" "}The 1 point that the other owed came along.
       *[other] {" "}The { $debt } points that the other owed came along.
    }{ $lost ->
        [0] {""}
        [one] {" "}The 1 point that one account had earned by inviting the other was taken back.
       *[other] {" "}The { $lost } points that inviting one account by the other had earned were taken back.
    }
notice-same-friend = Two of the friends you invited turned out to be one person, so { $points ->
        [one] 1 point
       *[other] { $points } points
    } on the way for the second one will not come.
notice-account-moved = 🤝 Your two accounts are one now. Your points, vouchers and purchases go on in the other one, { $who }: write to me from there.
notice-voucher-given-back = { $merchant } takes no part for the time being. Your voucher for <b>{ $reward }</b> is cancelled, { $points ->
        [0] but no points came back.
        [one] and 1 point is yours again.
       *[other] and { $points } points are yours again.
    }{ $saved ->
        [0] {""}
        [one] {" "}1 of them had passed its date and lives until { $at }.
       *[other] {" "}{ $saved } of them had passed their date and live until { $at }.
    }{ $lost ->
        [0] {""}
        [one] {" "}1 point was past its date for the second time and is gone.
       *[other] {" "}{ $lost } points were past their date for the second time and are gone.
    }
notice-voucher-confirmed = ✅ Enjoy your <b>{ $reward }</b> from { $merchant }! { $points ->
        [one] 1 point was
       *[other] { $points } points were
    } spent.
notice-voucher-lapses-soon = ⏳ Your voucher for <b>{ $reward }</b> at { $merchant } is good until { $time }. Show it at the till before then, or { $points ->
        [one] its 1 point goes
       *[other] its { $points } points go
    } back.
notice-points-available = 🐖 { $points ->
        [one] 1 point that waited is yours to spend now.
       *[other] { $points } points that waited are yours to spend now.
    }
notice-points-available-bonus = 🎉 Your invitation bonus is here: { $points ->
        [one] 1 point
       *[other] { $points } points
    } to spend now.
notice-points-available-of-them = { $points ->
        [one] 1 of them is from your invitation bonus.
       *[other] { $points } of them are from your invitation bonus.
    }
notice-points-available-debt = { $debt ->
        [one] 1 more paid what you owed.
       *[other] { $debt } more paid what you owed.
    }
notice-points-available-balance = You have { $balance ->
        [one] 1 point
       *[other] { $balance } points
    } in all.
notice-points-paid-debt = 🐖 { $debt ->
        [one] The 1 point that waited has paid what you owed.
       *[other] The { $debt } points that waited have paid what you owed.
    }
notice-offers-again =
    📣 You are collecting points now. Shall I also tell you when there are more of them? You would hear of
    • days on which points count double, the evening before and that morning
    • your birthday, and what there is extra in its month
    • small offers of the shops you visit
    At most one message a day, never in your quiet hours, and you can stop it any time.
notice-voucher-lapsed = ⏳ Your voucher for <b>{ $reward }</b> lapsed, and { $points ->
        [one] 1 point is
       *[other] { $points } points are
    } yours again.
notice-voucher-lapsed-late = ⏳ Your voucher for <b>{ $reward }</b> lapsed. { $points ->
        [0] No points came back:
        [one] 1 point is yours again;
       *[other] { $points } points are yours again;
    } { $lost ->
        [one] 1 point was past its date and ended.
       *[other] { $lost } points were past their date and ended.
    }
notice-redemption-reversed = ↩️ { $merchant } took <b>{ $reward }</b> back: { $points ->
        [one] 1 point is
       *[other] { $points } points are
    } yours again.{ $debt ->
        [0] {""}
        [one] {" "}1 of them pays what you owed.
       *[other] {" "}{ $debt } of them pay what you owed.
    }{ $saved ->
        [0] {""}
        [one] {" "}1 of them had passed its date and lives until { $at }.
       *[other] {" "}{ $saved } of them had passed their date and live until { $at }.
    }{ $lost ->
        [0] {""}
        [one] {" "}1 of them is past its date for the second time and is gone.
       *[other] {" "}{ $lost } of them are past their date for the second time and are gone.
    }
notice-redemption-reversed-here = ↩️ { $manager } reversed <b>{ $reward }</b> of { $who } at { $merchant }: { $points ->
        [one] 1 point
       *[other] { $points } points
    } given back.
notice-use-asked = 🎁 { $merchant } asks: use <b>{ $points ->
        [one] 1 point
       *[other] { $points } points
    }</b> for <b>{ $reward }</b> now?
notice-use-accepted = ✅ { $who } said yes: please hand over <b>{ $reward }</b>. { $points ->
        [one] 1 point was
       *[other] { $points } points were
    } spent.
notice-use-declined = { $who } said no to <b>{ $reward }</b>. No points were spent.
notice-code-redeemed = ✅ { $who } redeemed a code: please hand over <b>{ $reward }</b>. { $points ->
        [one] 1 point was
       *[other] { $points } points were
    } spent.
notice-budget-used = 🎁 { $merchant } has used up this month's budget for small rewards: { $points } of { $budget } points. They can be had again next month, or when you raise it: /desk → Budget.
notice-programme-set = 📐 <b>Version { $version } of the programme is in force</b>, set by the operator.
    { $changes }
notice-programme-set-by = 📐 <b>Version { $version } of the programme is in force</b>, set by { $who }.
    { $changes }
notice-staff-claimed = <b>{ $who }</b> wants to work at { $merchant } as { $role }. Let them in?
notice-staff-welcome = Welcome to { $merchant }! You are { $role } now.
notice-staff-refused = { $merchant } did not let you in. Ask the owner for a new link.
notice-staff-removed = You do not work at { $merchant } any more.

role-owner = owner
role-manager = manager
role-cashier = cashier
role-auditor = auditor

button-yes = Yes
button-no = No
button-let-in = Let in
button-undo = ↩️ Undo
button-desk = 🏪 Desk
button-choose-merchant = Choose the shop
button-private = Open the chat
group-only-private = I keep points in private chats only. Tap below and we talk there.
notice-again = <i>(Reference { $reference }: you may have had this message before.)</i>
