### What a member has.

balance-points = You have <b>{ $points ->
        [one] 1 point
       *[other] { $points } points
    }</b>, worth { $worth }.
balance-debt = You owe { $points ->
        [one] 1 point
       *[other] { $points } points
    } from a purchase that was taken back. The next points you earn pay for it.
balance-pending = ⏳ { $points ->
        [one] 1 point is
       *[other] { $points } points are
    } on the way, the next on { $date }.
balance-reviewed = ⏳ { $points ->
        [one] 1 point waits
       *[other] { $points } points wait
    } for the manager of the shop.
balance-held = 🎟 { $points ->
        [one] 1 point is
       *[other] { $points } points are
    } held by your /vouchers.
balance-expiring = 📅 { $points ->
        [one] 1 point ends
       *[other] { $points } points end
    } after { $date }.
balance-expiring-at = 📅 { $points ->
        [one] 1 point ends
       *[other] { $points } points end
    } on { $moment }: what came back to you after its date lives a little longer.
balance-never = 📅 Your points never end.
balance-tier = 🏅 Level: { $tier }
balance-tier-until = 🏅 Level: { $tier }, yours through { $until }
balance-tier-keep = { $points ->
        [one] 1 more point
       *[other] { $points } more points
    } of purchases by then and { $tier } stays yours.
balance-way = { $bar } { $percent } %
balance-next = { $points ->
        [one] 1 more point
       *[other] { $points } more points
    } of purchases to <b>{ $tier }</b>.
balance-next-by = { $points ->
        [one] 1 more point
       *[other] { $points } more points
    } of purchases to <b>{ $tier }</b> by { $until }.
tier-with-factor = { $tier } (×{ $factor })
tier-base = Member
balance-campaign = 🎉 { $gift } { $place } today
balance-campaign-until = 🎉 { $gift } { $place } now, until { $time }
balance-campaign-category = { $gift } on { $name }
balance-campaign-minimum = { $gift } from { $amount }
balance-campaign-first = { $gift } for your first purchase
