### Greeting, terms, joining, and the question about offers.

welcome = Hello { $name }! I am your points card, right here in the chat. 🐖
terms =
    • What you spend earns { $rule }.
    • { $life }
    • I keep your name and your points, nothing else. See /privacy.
join-reason = <b>{ $merchant }</b> invites you to collect points.
referral-reason = 👋 { $who } invited you: with your first purchase of { $amount } or more you get { $theirs ->
        [one] 1 point
       *[other] { $theirs } points
    }, and they get { $yours ->
        [one] 1 point
       *[other] { $yours } points
    }.
referral-dead = This invitation no longer works, but you are welcome to join.
referral-member-already = You are a member already, so this invitation is for somebody new. Share your own with /invite.
sale-reason = Your purchase of { $amount } at <b>{ $merchant }</b> is worth <b>{ $points ->
        [one] 1 point
       *[other] { $points } points
    }</b>. Join and they are yours.
code-reason = <b>{ $merchant }</b> has something for you: <b>{ $reward }</b> for { $points ->
        [one] 1 point
       *[other] { $points } points
    }.
joined = You are in! 🎉 Show your /card at the till and collect points.
offers-question = Shall I tell you about double-point days and offers? At most one message a day, and you can stop it any time.
offers-on = 🎉 Thank you! I will let you know. You can change this in /settings.
offers-off = All right, no offers. You can change this in /settings.
earn-rate = { $points ->
        [one] 1 point
       *[other] { $points } points
    } for each { $amount }
earn-bracket = { $points ->
        [one] 1 point
       *[other] { $points } points
    } for each { $amount } above { $above }
earn-category = { $name }: { $points ->
        [one] 1 point
       *[other] { $points } points
    } for each { $amount }
earn-more = and { $count } more

button-join = 🐖 Join
button-join-and-collect = 🐖 Join and collect
button-offers-yes = Yes, send me offers
button-offers-no = No
button-balance = 💰 My points
button-card = 💳 My card
button-rewards = 🎁 Rewards
button-vouchers = 🎟 Vouchers
button-invite = 👋 Invite
button-history = 📜 History
button-settings = ⚙️ Settings
button-help = ❓ Help
button-language = 🌍 Language
