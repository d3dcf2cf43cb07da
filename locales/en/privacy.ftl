### What is kept and why, a copy of it, and being forgotten.

privacy = <b>🔒 What I keep, and why</b>
    • Your Telegram ID, name and language: to know you and to talk to you.
    • Your points, purchases and vouchers: they are your account.
    • What you choose in /settings, and your birthday only if you tell me.
    • Which friend’s link you came by, as a number: for the bonus.

    Shops see a shortened name, such as Ay••• K., never your Telegram ID. Messages are dropped once they are answered. Nothing is sold or passed on.
    If you are forgotten, your points history stays without your name, and one coded mark remains, so that nobody joins as new twice.
my-data = Here is everything I keep about you.
forget-question = <b>Shall I forget you?</b>
    I delete your name, your Telegram ID and your settings. This cannot be undone.
forget-points = • You lose { $points ->
        [one] 1 point
       *[other] { $points } points
    }.
forget-pending = • { $points ->
        [one] 1 point that is on the way goes
       *[other] { $points } points that are on the way go
    } too.
forget-vouchers = • { $vouchers ->
        [one] 1 voucher is
       *[other] { $vouchers } vouchers are
    } cancelled.
forget-debt = • { $points ->
        [one] 1 point
       *[other] { $points } points
    } you owe would be owed again if you joined again.
forget-shops = • You still work at { $shops }: your name stays there until the owner removes you.
forgotten = Done. I have forgotten you. If you ever want to come back, send /start. Take care! 👋

button-my-data = 📄 My data
button-forget = 🗑 Forget me
button-forget-confirm = 🗑 Confirm
button-stay = ◀️ No, stay
