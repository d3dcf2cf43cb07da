### What a purchase would earn, and why.

preview-ask-amount = 🔎 How much would the purchase be? Choose, or write it like 24.90.
preview-ask-who = 🔎 { $amount }: who would buy? Write the till code from their /card, or choose.
preview-somebody-new = somebody new
preview-head = 🔎 <b>{ $points ->
        [one] 1 point
       *[other] { $points } points
    }</b> for { $amount } at { $merchant }: { $who }, { $time }
preview-rate = +{ $points } · { $steps } × { $step }, { $rate } each
preview-bracket = +{ $points } · { $steps } × { $step } above { $above }, { $rate } each
preview-category = +{ $points } · { $steps } × { $step } for { $name }, { $rate } each
preview-tier = +{ $points } · level { $tier } (×{ $rate })
preview-campaign = +{ $points } · { $name }
preview-cut = ({ $points } more but for its limit)
preview-missed-hours = – { $name }: not on this day or at this hour
preview-missed-category = – { $name }: for another category
preview-missed-minimum = – { $name }: the purchase is too small
preview-missed-tier = – { $name }: for a higher level
preview-missed-first-purchase = – { $name }: for a first purchase
preview-missed-birthday-month = – { $name }: not the month of the birthday
preview-missed-once-a-day = – { $name }: they had it today already
preview-missed-another-is-better = – { $name }: another campaign gives more
preview-pending = ⏳ They could be spent from { $date }.
preview-books-nothing = Nothing was booked.

button-preview = 🔎 Preview
button-preview-new = 👤 Somebody new
button-preview-again = 🔎 Another amount
