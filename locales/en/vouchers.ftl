### Vouchers, and questions from the till.

voucher =
    <b>🎟 { $reward }</b>
    { $merchant } · { $points ->
        [one] 1 point held
       *[other] { $points } points held
    }

    Show this at the till until { $time }. After that it lapses, and the points are yours again.
    { $link }
voucher-held = <b>🎟 { $reward }</b>
    { $merchant } · { $points ->
        [one] 1 point held
       *[other] { $points } points held
    } · until { $time }
vouchers-none = You have no vouchers at the moment. Choose a reward, and its voucher waits here.
vouchers-codes-too = And these are the codes you have:
vouchers-more = There { $count ->
        [one] is 1 more. It shows
       *[other] are { $count } more. They show
    } when these are used.
voucher-cancel-question = Some of these points are past their date. If you cancel { $reward }, you lose { $lost ->
        [one] 1 point
       *[other] { $lost } points
    } of { $points }. You can still use the voucher.
voucher-cancelled = Cancelled: { $reward }. { $points ->
        [0] No points came back.
        [one] 1 point is yours again.
       *[other] { $points } points are yours again.
    }
voucher-cancelled-lost = { $points ->
        [one] 1 point was
       *[other] { $points } points were
    } past their date and ended.
use-accepted = ✅ Enjoy your <b>{ $reward }</b> from { $merchant }! { $points ->
        [one] 1 point was
       *[other] { $points } points were
    } spent.
use-declined = All right, <b>{ $reward }</b> can wait. Your points are untouched.

button-show = 🎟 Show
button-cancel-voucher = ✖️ Cancel
button-cancel-anyway = Cancel it anyway
button-keep-voucher = Keep it
