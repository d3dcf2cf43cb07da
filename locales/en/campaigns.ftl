### Campaigns: what managers make, and how it is told.

campaign-gift-double = Double points
campaign-gift-times = { $times } × points
campaign-gift-bonus = { $points ->
        [one] 1 extra point
       *[other] { $points } extra points
    }
campaign-name-double = Double { $day }
campaign-name-times = { $times } × { $day }

campaigns = 🎉 <b>Campaigns of { $merchant }</b>
campaigns-none = 🎉 <b>{ $merchant }</b> has no campaign at present. A double day brings people in on a quiet one.
campaigns-line = { $mark } <b>{ $name }</b> · { $gift } · { $days } · gave { $points ->
        [one] 1 point
       *[other] { $points } points
    }

campaign-title = 🎉 <b>{ $name }</b>
campaign-is-running = It runs.
campaign-is-coming = It is to come.
campaign-is-paused = It is paused: purchases earn without it, and it is not announced.
campaign-is-over = It is over.
campaign-what = <b>{ $gift }</b> { $place }
campaign-at = at { $merchant }
campaign-everywhere = at every shop
campaign-once-a-day = Once a day for each member.
campaign-day = 🗓 { $day }
campaign-days = 🗓 { $first } – { $last }
campaign-weekdays = Only on { $days }
campaign-hours = 🕒 { $hours } ({ $zone })
campaign-whole-day = 🕒 All day ({ $zone })
campaign-for-tier = For members of level { $tier } and above.
campaign-for-first = For a member’s first purchase.
campaign-for-birthday = For members in the month of their birthday.
campaign-for-category = For { $name } only.
campaign-from-minimum = For purchases of { $amount } or more.
campaign-member-cap = Gives each member { $points ->
        [one] 1 point
       *[other] { $points } points
    } at most.
campaign-total-cap = Gives { $points ->
        [one] 1 point
       *[other] { $points } points
    } at most in all.
campaign-priority = Priority { $number }
campaign-gave = Given so far: { $points ->
        [one] 1 point
       *[other] { $points } points
    }
campaign-seen-by-members = Members see it in their points while it counts.
campaign-started = ✅ <b>{ $name }</b> is set.
campaign-there-already = <b>{ $name }</b> is there already, and gives just this. Nothing was added.
campaign-sure-to-end = End <b>{ $name }</b> for good? What it gave stays given.

doubleday-ask = Which day shall bring double points? Choose one, or write it like 28.11. or Saturday; with x3 behind it, three times as many.
doubleday-sure = <b>{ $name }</b>: shall I start this?

estimate-none = 💰 I cannot tell what it will cost: on such days of the last weeks nothing was bought that would have counted.
estimate-about = 💰 It will give about <b>{ $points ->
        [one] 1 point
       *[other] { $points } points
    }</b> more, worth { $worth }.
estimate-between = 💰 It will give about <b>{ $low } to { $points } points</b> more, worth { $least } to { $worth }.
estimate-basis = { $count ->
        [one] So much it would have been last week.
       *[other] So it would have been in the last { $count } weeks.
    } If more people come, it is more.

plan-ask-kind = What shall the campaign give?
plan-ask-much = How much? Choose, or write a number.
plan-ask-days = On which days? Choose, or write a day like 28.11., or the first and the last like 28.11. – 5.12.
plan-ask-weekdays = On which weekdays of these?
plan-ask-hours = At what hours? Choose, or write them like 15:00–18:00.
plan-ask-whom = For whom?
plan-ask-category = For which purchases?
plan-ask-minimum = From what amount on? Choose, or write it like 10.00.
plan-ask-name = What is it called? Members read this. Choose, or write a name.
plan-ask-where = Where does it count?
plan-ask-member-cap = How many points may it give one member at most? Choose, or write a number.
plan-ask-total-cap = How many points may it give in all? Choose, or write a number.
plan-ask-priority = Where two campaigns give the same, the higher priority counts. Which is it?
plan-change-much = How much
plan-change-days = Days
plan-change-weekdays = Weekdays
plan-change-hours = Hours
plan-change-whom = For whom
plan-change-category = Category
plan-change-minimum = Minimum
plan-change-name = Name
plan-change-where = Where
plan-change-member-cap = Cap for a member
plan-change-total-cap = Cap in all
plan-change-priority = Priority
plan-more = What shall be different?
plan-summary = <b>{ $name }</b>: shall I start this?

button-campaign-new = ➕ New
button-desk-doubleday = ✨ Double day
button-campaign-pause = ⏸ Pause
button-campaign-resume = ▶️ Resume
button-campaign-end = ⏹ End
button-campaign-keep = Keep
button-campaign-start = ✅ Start
button-campaign-cancel = ✖️ Cancel
button-day-today = Today
button-day-tomorrow = Tomorrow
button-plan-multiplier = ✨ More points for each purchase
button-plan-bonus = 🎁 Extra points on top
button-plan-times = × { $times }
button-plan-weekend = This weekend
button-plan-week = Seven days from today
button-plan-done = Done
button-plan-all-day = All day
button-plan-everybody = Everybody
button-plan-first = First purchase
button-plan-birthday = Birthday month
button-plan-any-category = Everything
button-plan-no-minimum = Any amount
button-plan-no-cap = No limit
button-plan-everywhere = 🏘 Every shop
button-plan-announced = 📣 Announce: yes
button-plan-not-announced = 🔕 Announce: no
button-plan-more = ⚙️ More
button-plan-back = ◀️ Back
