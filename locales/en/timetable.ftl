### The timetable at the desk: how each job went last.

timetable = <b>⏱ Timetable</b>
timetable-often = <b>All the time</b>
timetable-nightly = <b>Every night, in this order</b>
timetable-done = ✅ { $what }: { $at }, { $did }
timetable-late = ⚠️ { $what }: late. Last done { $at }, { $did }. Please look at the log of the bot.
timetable-failed = ❗️ { $what }: went wrong at { $at } ({ $error }). I try again by myself.
timetable-not-yet = ▫️ { $what }: not yet

job-settle = Points that become active or end, and vouchers that lapse
job-broadcast = Messages to many members
job-tidy = Clearing away what is over
job-activate = Pending points become active, and others end
job-expire = A second look for points past their last day
job-tiers = Levels won, kept and lost
job-reminders = Reminders of points that end, and birthday wishes
job-watch = A look at unusual pairs of staff and members
job-win-back = Offers to members who have stayed away

did-settle = { $count ->
        [0] nothing to do
        [one] 1 member
       *[other] { $count } members
    }
did-broadcast = { $count ->
        [0] nothing to do
        [one] 1 message
       *[other] { $count } messages
    }
did-tidy = { $count ->
        [0] nothing to do
        [one] 1 row
       *[other] { $count } rows
    }
did-activate = { $count ->
        [0] nothing to do
        [one] 1 member
       *[other] { $count } members
    }
did-expire = { $count ->
        [0] nothing to do
        [one] 1 member
       *[other] { $count } members
    }
did-tiers = { $count ->
        [0] nothing to do
        [one] 1 member looked at
       *[other] { $count } members looked at
    }
did-reminders = { $count ->
        [0] nothing to do
        [one] 1 message
       *[other] { $count } messages
    }
did-watch = { $count ->
        [0] nothing to do
        [one] 1 pair reported
       *[other] { $count } pairs reported
    }
did-win-back = { $count ->
        [0] nothing to do
        [one] 1 offer
       *[other] { $count } offers
    }

button-desk-timetable = ⏱ Timetable
