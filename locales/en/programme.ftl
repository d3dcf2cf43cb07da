### The programme at the desk: its rules, changing them, and what changes mean.

programme = 📐 <b>The programme</b> · version { $version }
programme-since = 📐 <b>The programme</b> · version { $version }, in force since { $at }
programme-is-shared = 🔒 { $count } shops go by these rules. Only the operator of the programme, or whoever owns all of its shops, can change them.
programme-draft = ✏️ Changed, and not in force yet: { $matters }. Tap <b>Preview</b> to see what that means.
programme-largest = 🏪 <b>For staff.</b> The largest purchase is { $amount }.
programme-shift = A purchase that takes a cashier above { $points } points in a day waits for a manager.
programme-cheap = Rewards of up to { $points } points come out of the shop’s monthly budget.
programme-line = • { $what }: <b>{ $value }</b>
programme-file = Version { $version } as a file. An operator can change it and set it with <code>kumbara programme set</code>.
programme-nothing-changed = Nothing has been changed yet. Choose a matter first.
programme-preview = <b>🔍 What would change</b>
programme-kept = What has been booked, and purchases that have been shown already, keep the rules they were made under.
programme-set = ✅ <b>Version { $version } is in force.</b> The owners of all shops are told.
programme-discarded = 🗑 Discarded. Nothing has changed.

programme-ask-number = <b>{ $what }</b>
    Now: { $value }. Type a number from { $smallest } to { $largest }.
programme-ask-exact = <b>{ $what }</b>
    Now: { $value }. Type a number such as <code>1.5</code>, at most { $largest }.
programme-ask-money = <b>{ $what }</b>
    Now: { $value }. Type an amount such as <code>24.90</code>.
programme-ask-choice = <b>{ $what }</b>
    Now: { $value }.
programme-ask-time = <b>{ $what }</b>
    Now: { $value }. Tap a time of day, or type one such as <code>10:00</code>.
programme-ask-hours = <b>{ $what }</b>
    Now: { $value }. Type from when to when, such as <code>21:00–08:00</code>.
programme-ask-stages = <b>{ $what }</b>
    Now: { $value }. Type up to five numbers of days, such as <code>30, 7, 1</code>.
programme-ask-brackets = From which amount on shall the new bracket count? Type an amount such as <code>50</code>; a bracket that begins there is replaced.
programme-ask-bracket-rate = How many points shall each step from { $amount } on earn, up to the next bracket? Type a number such as <code>1.5</code>.
programme-ask-categories = Type the category, one word, and its points for each step: <code>coffee 1.5</code>
programme-ask-tiers = Type the level’s name, the points it takes and how many times as much purchases earn: <code>Gold 2000 1.5</code>. A level of that name is replaced.

matter-earning = 🧾 Earning
matter-expiry = 📅 Expiry
matter-tiers = ⭐ Tiers
matter-referral = 👋 Referral
matter-limits = 🔎 Limits
matter-debt = 💸 Debt
matter-stacking = 📣 Campaign stacking
matter-worth = 💶 Point worth
matter-push = 🔔 Reminders and offers
matter-vouchers = 🎟 Vouchers and codes
matter-till = 🔢 At the till

setting-rate = Points for each step
setting-step = One step
setting-pending-days = Days until points can be spent
setting-largest-sale = Largest purchase
setting-expiry-policy = Points last
setting-expiry-months = Months that points last
setting-expiry-days = Days that points last
setting-expiry-years = Years after the present one
setting-sliding = A purchase or reward gives them that time again
setting-given-back-days = Days that points live which staff give back late
setting-tier-months = Months that count, and that a level is kept
setting-tier-grace = Days of grace
setting-tier-warning = Days before, to tell of a fall
setting-referrer = Points for who invited
setting-referee = Points for the friend
setting-minimum = Smallest purchase that counts
setting-qualifying = Purchases that it takes
setting-bonus-days = Days until the bonus can be spent
setting-link-days = Days that a followed link counts
setting-monthly-cap = Friends a month
setting-phone = The friend shares their own number
setting-review-after = Friends in a day before a look
setting-purchases-a-day = Purchases a day at a shop before a look
setting-member-day = Points of a member’s day before a look
setting-shift = Points of a cashier’s day before a look
setting-cheap = Points of a reward out of the budget
setting-scarce = Pieces left that are few
setting-debt-policy = Points taken back that are spent
setting-stacking = When campaigns meet
setting-worth = Worth of a point, in hundredths of a unit of money
setting-reminder-days = Days before points end, to remind
setting-reminder-time = Time of day of reminders
setting-greeting = Birthdays are greeted
setting-nearly = Points away from a reward, to name it
setting-eve-time = Announced the day before at
setting-morning-time = Announced on the day at
setting-quiet = Quiet hours unless a member chooses
setting-anywhere = Any shop confirms any voucher
setting-voucher-minutes = Minutes a voucher waits
setting-code-days = Days a code lives
setting-sale-minutes = Minutes a shown purchase waits
setting-card-minutes = Minutes a card lives
setting-undo-minutes = Minutes to undo
setting-request-minutes = Minutes to answer the till
setting-invite-minutes = Minutes a staff invite lives

choice-end_of_month = counted in months, to the end of a month
choice-months = counted in months, to the day
choice-days = counted in days
choice-end_of_year = to the end of a year
choice-never = for ever
choice-debt = owed
choice-forgive = forgiven
choice-best = the best one counts
choice-multiply = they multiply
choice-add = what each adds is added up
no-limit = no limit
row-bracket = from { $amount } on: { $points ->
        [one] 1 point
       *[other] { $points } points
    } a step
row-category = { $name }: { $points ->
        [one] 1 point
       *[other] { $points } points
    } a step
row-tier = { $tier }: from { $points ->
        [one] 1 point
       *[other] { $points } points
    } on, ×{ $times }

change-value = • { $what }: { $old } → <b>{ $new }</b>
change-new = • { $what }: <b>{ $new }</b>
change-row-gone = ➖ { $row }
change-row-new = ➕ { $row }
change-more = … and { $count } more
example-purchase = A purchase of { $amount } earns { $old } → <b>{ $points ->
        [one] 1 point
       *[other] { $points } points
    }</b>.
example-category = A purchase of { $amount }, { $name }, earns { $old } → <b>{ $points ->
        [one] 1 point
       *[other] { $points } points
    }</b>.
example-tier = At { $tier }, a purchase of { $amount } earns { $old } → <b>{ $points ->
        [one] 1 point
       *[other] { $points } points
    }</b>.
example-members = Level { $tier }: { $old } → <b>{ $new }</b> members.
example-members-when = Levels are worked out anew in the night, and who goes down hears of it.
example-never = for ever
example-life = Points that come today last to: { $old } → <b>{ $new }</b>. Points that people have keep their dates.
example-life-same = Points that come today last to: <b>{ $new }</b>, as before. Points that people have keep their dates.
example-worth = 100 points are worth { $old } → <b>{ $new }</b>, also those that people have.
example-debt = Whoever has spent the points of a purchase of { $amount } that is taken back owes <b>{ $points ->
        [one] 1 point
       *[other] { $points } points
    }</b>.
example-forgiven = Whoever has spent the points of a purchase of { $amount } that is taken back owes nothing, instead of { $points ->
        [one] 1 point
       *[other] { $points } points
    }.
example-stacking = When ×2 and ×3 meet, a purchase of { $amount } earns { $old } → <b>{ $points ->
        [one] 1 point
       *[other] { $points } points
    }</b>.

button-programme-preview = 🔍 Preview
button-programme-confirm = ✅ Confirm
button-programme-discard = 🗑 Discard
button-programme-file = 📄 As a file
button-programme-back = ◀️ Programme
button-no-limit = No limit
button-drop-row = ✖️ { $row }
button-add-brackets = ➕ New bracket
button-add-categories = ➕ New category
button-add-tiers = ➕ New level
