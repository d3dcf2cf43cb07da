### Why not, and what to do instead: one sentence for each of the programme's errors.

error-amount-unreadable = I cannot read that amount. Write it like 24.90 or 1.250,00.
error-amount-too-large = That is more than { $largest_sale }, the largest sale I take. Please check the amount.
error-points-unreadable = Points are a whole number from 1 to { $largest }. Write it like 120.
error-name-unusable = I need a name of 1 to { $longest } characters. Please try again.
error-name-taken = “{ $name }” is there already. Please choose another name.
error-not-enough-points = That takes { $needed } points and there are { $spendable }. A few more visits and it is there.
error-in-debt = { $debt ->
        [one] 1 point is
       *[other] { $debt } points are
    } still owed from a purchase that was taken back. The next points earned pay for it.
error-not-a-member = You have not joined yet. It takes one tap.
error-not-allowed = You cannot do this here. If you should be able to, ask the owner of the shop.
error-own-membership = You cannot do this for yourself. Please ask a colleague.
error-no-merchant-chosen = You work for more than one shop. Which one is it now?
error-merchant-suspended = This shop takes no part at the moment. Please try again another day.
error-phone-not-own = That is not your own number. Please use the button below the chat, it shares yours.
error-ceiling-reached = { $merchant } has given as many points as it may for now: { $ceiling }. Nothing was booked. Please ask the operator of the programme.
error-earns-too-much = Rules and campaigns together would give more points for this than I can count. Nothing was booked. Please ask the manager to end a campaign.
error-code-unknown = That code does not work. Codes live two minutes: ask for a new one from /card.
error-too-many-tries = Too many wrong codes. Please wait { $seconds ->
        [one] 1 second
       *[other] { $seconds } seconds
    } and try again.
error-link-unknown = This code is not one of ours, or it has been replaced. Please ask for a new one.
error-link-expired = This code is past its time. Please ask for a new one.
error-already-used = This was used already, on { $at }.
error-already-ended = This is over: it was cancelled, answered or taken back. Nothing was changed.
error-too-late = It is too late for that: it can be taken back for two minutes only. Please ask the manager.
error-receipt-taken = Receipt { $receipt } is booked already, for { $amount }. Please check the number.
error-receipt-unknown = No purchase here has the receipt “{ $receipt }”. Write the number alone, or with an amount behind it: R-17 5.00.
error-refund-too-large = Only { $left } of this purchase are left. Please type less.
error-refunded-before = All of this purchase was refunded before. Nothing was changed.
error-receipt-unusable = A receipt has at most { $longest } characters. Please shorten it.
error-reward-gone = This reward is no longer there. See /rewards for what is.
error-reward-starts = This reward can be had from { $at } on. Please come back then.
error-reward-over = The last day of this reward has passed. See /rewards for what is there now.
error-reward-changed = This reward has changed meanwhile. Open it once more from /rewards.
error-tier-needed = This one is for { $tier } members. /balance shows the way there.
error-limit-reached = { $count ->
        [one] Everybody can have this once, and you had it.
       *[other] Everybody can have this { $count } times, and you had them.
    } See /rewards for something else.
error-sold-out = It is sold out at the moment. See /rewards for something else, or look again tomorrow.
error-only-at-the-till = There are few left, and two of your vouchers for it lapsed. You can still have it: ask for it at the till, with your code from /card.
error-only-in-chat = This reward is a text that comes by chat. Members redeem it themselves in /rewards.
error-budget-used = The shop has given away all the small rewards it has for this month. Please try again next month, or choose another from /rewards.
error-kind-fixed = People have this reward already, or it has codes, so it stays what it is. Please add a new reward for the other kind.
error-count-unreadable = I need a whole number up to { $largest }. Write it like 25.
error-description-too-long = A description has at most { $longest } characters. Please shorten it.
error-days-crossed = The last day would come before the first. Please choose another day.
error-codes-unusable = I need a list with one code a line, from 1 to { $most } of them. Paste it, or send it as a .txt or .csv file of at most 1 MB.
error-code-too-long = Line { $line } has more than { $longest } characters. Nothing was added. Please check the list.
error-staff-gone = This person does not work here any more.
error-already-staff = You work here already. Send /desk to start.
error-step-gone = This question is no longer open. Send /help to see what you can do.
error-programme-shared = { $count } shops go by these rules. Only the operator of the programme, or whoever owns all of its shops, can change them.
error-programme-moved = Version { $version } of the rules came into force meanwhile, or your changes are others by now. Nothing was changed. Here is what they would mean now.
error-number-unreadable = I need a number from { $smallest } to { $largest }. Write it like 24, and decimals like 1.5.
error-bracket-unusable = A bracket begins at a whole multiple of one step, and there are 20 at most. Please choose another amount.
error-category-unusable = Write one word and its points, such as: coffee 1.5. There are 100 categories at most.
error-tier-unusable = Write a name, its points and how many times as much, such as: Gold 2000 1.5. No two levels take the same points, and there are 10 at most.
error-multiplier-unusable = A campaign multiplies by 1.01 to 10, with two decimals at most. Write it like 2 or 1.5.
error-day-unreadable = I cannot read that day. Write it like 28.11., 2026-11-28, Saturday or tomorrow.
error-day-out-of-reach = A campaign can start today or on any day within a year. Please choose another day.
error-period-unusable = The last day comes after the first, and a campaign lasts a year at most. Please try again.
error-hours-unusable = I cannot read those hours. Write them like 15:00–18:00 or 22–2.
error-time-unreadable = I cannot read that time of day. Write it like 10:00 or 18:30.
error-stages-unusable = I need up to { $most } numbers of days, each from 1 to { $largest } and none of them twice. Write them like 30, 7, 1.
error-never-in-force = This would never count: no such weekday or hour is left in those days. Please change them.
error-category-unknown = The programme has no category “{ $name }”. Please choose another.
error-tier-unknown = The programme has no level “{ $name }”. Please choose another.
error-priority-unusable = A priority is a whole number from 0 to { $largest }.
error-too-many-campaigns = There are { $most } campaigns already that run or are to come. End one first.
error-campaign-gone = This campaign is not there.
error-segment-unusable = I cannot find anybody by that: days go from 1 to 365 and points up to 1,000,000. Please choose again.
error-message-unusable = A message needs a text, and at most { $longest } characters of it. Please send it again, a little shorter.
error-sending-time-unusable = That hour is over, or more than { $days } days away. Please choose another.
error-too-many-broadcasts = { $most } messages wait or are being sent already. Stop one, or let it finish first.
error-broadcast-gone = This message is not there.
error-moment-unreadable = I cannot read that. Write day and time like tomorrow 10:00, Saturday 17:30 or 28.11. 9:00.
