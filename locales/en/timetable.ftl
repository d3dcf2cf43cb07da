### The timetable at the desk: how each job went last.

timetable = <b>⏱ Timetable</b>
timetable-often = <b>All the time</b>
timetable-nightly = <b>Every night, in this order</b>
timetable-done = ✅ { $what }: { $at }, { $count ->
        [0] nothing to do
        [one] 1 done
       *[other] { $count } done
    }
timetable-late = ⚠️ { $what }: late. Last done { $at }, { $count ->
        [0] with nothing to do
        [one] 1 of them
       *[other] { $count } of them
    }. Please look at the log of the bot.
timetable-failed = ❗️ { $what }: went wrong at { $at } ({ $error }). I try again by myself.
timetable-not-yet = ▫️ { $what }: not yet

job-settle = Points that become active or end, and vouchers that lapse
job-broadcast = Messages to many members
job-tidy = Clearing away what is over
job-activate = Pending points become active
job-expire = Points past their last day end
job-tiers = Levels won, kept and lost
job-reminders = Reminders of points that end, and birthday wishes
job-watch = A look at unusual pairs of staff and members
job-win-back = Offers to members who have stayed away

button-desk-timetable = ⏱ Timetable
