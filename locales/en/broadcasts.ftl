### Messages to many: a manager writes one, members read it.

broadcast-ask-whom = 📣 <b>{ $merchant }</b>: a message to members. It reaches those who want offers. Whom is it for?
broadcast-ask-bought = They bought here in the last … days. Choose, or type a number.
broadcast-ask-unseen = They bought here before, but not in the last … days. Choose, or type a number.
broadcast-ask-balance = They have more than … points. Choose, or type a number.
broadcast-ask-birthday = In which month is their birthday?
broadcast-ask-tier = From which level on?
broadcast-ask-text = 📣 For <b>{ $whom }</b>. Now write the message, up to { $longest } characters. Or send a picture with the words below it, up to { $caption }.

broadcast-message = 📣 <b>{ $merchant }</b>

    { $text }

broadcast-ready = 👆 This is what members see, from <b>{ $merchant }</b>.
    For: <b>{ $whom }</b>
    { $count ->
        [0] Nobody of them wants offers now.
        [one] <b>1 member</b> hears it now.
       *[other] <b>{ $count } members</b> hear it now.
    }
broadcast-ask-when = When? It comes at that hour of each member's own day. Choose, or type it: <code>Saturday 17:30</code>
broadcast-sure = 📣 Send it to <b>{ $whom }</b>?
    { $when }
    { $count ->
        [0] As it stands, nobody hears it.
        [one] As it stands, <b>1 member</b> hears it.
       *[other] As it stands, <b>{ $count } members</b> hear it.
    } Quiet hours are kept, and nobody gets more than one offer a day: to some it may come later, or not at all.
broadcast-at-once = 🕓 Now
broadcast-at = 🕓 { $day }, { $time }, each member's own time

broadcasts = 📣 <b>{ $merchant }</b>: messages to members
broadcasts-none = 📣 <b>{ $merchant }</b> has not written to its members lately.
broadcast-title = 📣 <b>{ $what }</b>
    For: { $whom }
broadcast-of-eve = { $campaign }, the evening before
broadcast-of-morning = { $campaign }, on the morning
broadcast-planned = Planned. { $when }
broadcast-begins = It begins in a moment.
broadcast-is-writing = Under way, { $count } so far:
broadcast-is-sending = Under way, { $count } in all:
broadcast-is-done = ✅ Done, { $count } in all:
broadcast-heard-by-nobody = ✅ Done. There was nobody to hear it.
broadcast-is-stopped = ⏹ Stopped, { $count } in all:
broadcast-stopped-before = ⏹ Stopped before anybody had it.
broadcast-count-sent = ✉️ Sent: { $count }
broadcast-count-waiting = ⏳ Waiting: { $count }
broadcast-count-uncertain = ❔ Perhaps arrived: { $count }
broadcast-count-refused = 🚫 Cannot be reached: { $count }
broadcast-count-switched-off = 🔕 Switched offers off: { $count }
broadcast-count-another-offer = 📅 Had another offer that day: { $count }
broadcast-count-late = ⌛️ Too late: { $count }
broadcast-count-stopped = ⏹ Stopped: { $count }

segment-everyone = everyone
segment-tier = members of level { $tier } and above
segment-bought = members who bought here in the last { $days ->
        [one] day
       *[other] { $days } days
    }
segment-unseen = members not seen here for { $days ->
        [one] 1 day
       *[other] { $days } days
    }
segment-balance = members with more than { $points ->
        [one] 1 point
       *[other] { $points } points
    }
segment-birthday = members with a birthday in { $months }
segment-first = members without a purchase yet

button-desk-broadcast = 📣 Broadcast
button-broadcast-all = 👥 Everyone
button-broadcast-bought = 🧾 Bought here lately
button-broadcast-unseen = 👋 Not seen for a while
button-broadcast-balance = 🪙 Many points
button-broadcast-birthday = 🎂 Birthday month
button-broadcast-tier = ⭐ Level
button-broadcast-list = 📋 Planned and sent ({ $count })
button-broadcast-now = ▶️ Send now
button-broadcast-schedule = 🕓 Schedule
button-broadcast-change-text = ✏️ Other text
button-broadcast-change-whom = 👥 Other members
button-broadcast-confirm = ✅ Confirm
button-broadcast-back = ◀️ Back
button-broadcast-cancel = ✖️ Cancel
button-broadcast-new = ➕ New message
button-broadcast-stop = ⏹ Stop
button-broadcast-stop-one = ⏹ Stop: { $what }
