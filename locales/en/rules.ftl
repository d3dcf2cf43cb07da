### The programme's rules in plain words.

life-end_of_month = Points last { $count ->
        [one] 1 month
       *[other] { $count } months
    }, to the end of that month, and I tell you before they end.
life-months = Points last { $count ->
        [one] 1 month
       *[other] { $count } months
    }, and I tell you before they end.
life-days = Points last { $count ->
        [one] 1 day
       *[other] { $count } days
    }, and I tell you before they end.
life-end_of_year = Points last to the end of { $count ->
        [0] the year
        [one] the next year
       *[other] the year { $count } years on
    }, and I tell you before they end.
life-never = Points never end.
life-sliding = Every purchase and every reward you use gives them that time again.

rules = <b>📖 The rules</b>
rules-earning = 🧾 <b>Earning.</b> What you spend earns { $rule }. It counts in whole steps of { $amount }, and the sum is rounded down. What counts is the moment the shop entered it, also when you collect it later.
rules-pending = Its points can be spent { $days ->
        [0] at once
        [one] a day later
       *[other] { $days } days later
    }.
rules-worth = 100 points are worth { $amount }.
rules-expiry = 📅 <b>How long points last.</b> { $life } Whatever ends first is spent first. Points you have keep their dates when the rules change.
rules-given-back = When you cancel a voucher or let it lapse, its points come back with the date they had. What staff give back after that date { $days ->
        [0] ends at once
        [one] lives one more day
       *[other] lives { $days } more days
    }.
rules-refund = If a purchase is refunded, what it had earned by the rules of its day goes with it, and never more.
rules-debt-debt = If a purchase is taken back and its points are spent, the next points you earn pay for them.
rules-debt-forgive = If a purchase is taken back and its points are spent, you owe nothing.
rules-tiers = ⭐ <b>Levels.</b> Your purchases of the last { $count ->
        [one] month
       *[other] { $count } months
    } decide, by the points they earned without extras:
rules-tier = • { $tier }: from { $points ->
        [one] 1 point
       *[other] { $points } points
    } on. Purchases earn { $times } times as much.
rules-tier-plain = • { $tier }: from { $points ->
        [one] 1 point
       *[other] { $points } points
    } on.
rules-tier-kept = A level is yours at once. You keep it { $count ->
        [one] 1 month
       *[other] { $count } months
    } from the last day you met it{ $days ->
        [0] {""}
        [one] {" "}and one day more
       *[other] {" "}and { $days } days more
    }; then you go down by one.
rules-tier-told = I tell you { $days ->
        [one] one day
       *[other] { $days } days
    } before.
rules-stacking-best = 📣 When offers meet, the one that gives you most counts.
rules-stacking-multiply = 📣 When offers meet, they multiply each other.
rules-stacking-add = 📣 When offers meet, what each of them adds is added up.
rules-referral = 👋 <b>Friends.</b> A friend who joins by your link and makes { $count ->
        [one] a purchase
       *[other] { $count } purchases
    } of { $amount } or more gets { $theirs ->
        [one] 1 point
       *[other] { $theirs } points
    }, and you get { $yours ->
        [one] 1 point
       *[other] { $yours } points
    }.
rules-referral-pending = These can be spent { $days ->
        [0] at once
        [one] a day later
       *[other] { $days } days later
    }.
rules-referral-link = The link counts for { $days ->
        [one] one day
       *[other] { $days } days
    } after it was followed, and for { $count ->
        [one] one friend
       *[other] { $count } friends
    } a month.
rules-referral-phone = Your friend shares their own phone number for it.
rules-referral-review = After { $count ->
        [one] one friend
       *[other] { $count } friends
    } in a day, a shop has a look at further ones first.
rules-vouchers = 🎟 <b>Vouchers.</b> A voucher waits { $minutes ->
        [one] 1 minute
       *[other] { $minutes } minutes
    }, at the shop whose reward it is.
rules-vouchers-anywhere = 🎟 <b>Vouchers.</b> A voucher waits { $minutes ->
        [one] 1 minute
       *[other] { $minutes } minutes
    }, at any shop.
rules-scarce = A reward of which no more than { $count } are left, and whose voucher you let lapse twice, can be had at the till only.
rules-push = 🔔 <b>What I write to you.</b>
rules-reminders = I remind you { $list } days before points end, at { $at } of your day.
rules-announced = Offers come only if you want them, at most one a day. I tell you of campaigns the day before at { $eve }, and on the day itself at { $morning }.
rules-nearly = After a purchase I name a reward that is at most { $points ->
        [one] 1 point
       *[other] { $points } points
    } away.
rules-greeting = With offers on, I greet you on your birthday.
rules-quiet = My quiet hours are { $hours }, unless you choose others in /settings; answers and receipts come at once.
rules-quiet-none = I keep quiet hours if you choose them in /settings.
rules-purchases-a-day = 🔎 After { $count ->
        [one] one purchase
       *[other] { $count } purchases
    } of yours at one shop in a day, the points of further ones wait until the shop has had a look.
rules-points-a-day = 🔎 The points of a purchase that takes you above { $points ->
        [one] 1 point
       *[other] { $points } points
    } in a day wait until the shop has had a look.

button-rules = 📖 Rules
