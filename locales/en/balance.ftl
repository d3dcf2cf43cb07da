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
balance-tier = Level: { $tier }
tier-base = Member
