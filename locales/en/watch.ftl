### The nightly report of cashiers and members out of the ordinary.

odd-pairs = 👀 <b>Worth a look</b>: purchases up to { $until }. There may be a good reason, so ask before you judge.
odd-pair-many = • { $cashier } booked { $count } purchases for { $who } in one day.
odd-pair-share = • In 30 days { $cashier } booked { $count } of the { $all } purchases of { $who }, but only { $percent } % of everybody else's.
odd-pair-points = • In 30 days { $cashier } booked { $count } purchases for { $who } that brought { $points ->
        [one] 1 point
       *[other] { $points } points
    } each on average; everybody else's brought { $usual }.
odd-pairs-more = … and { $count } more.
