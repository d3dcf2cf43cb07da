### Every movement of points: how many, and why.

history = <b>📜 Your points, newest first</b>
history-empty = Nothing here yet. Show your card at the till, and your first points will stand here.
history-line = <b>{ $change }</b> · { $reason }
history-pending = ⏳ { $points }
history-held = 🎟 { $points }
history-owed = { $points } owed

history-earn = purchase of { $amount } at { $merchant }
history-doubled = doubled by { $name }
history-added = { $points ->
        [one] 1 point
       *[other] { $points } points
    } of it by { $name }
history-activate = points that were on the way are yours now
history-hold = held for your voucher: { $reward }, { $merchant }
history-confirm = voucher used, its held points are spent: { $reward }, { $merchant }
history-cancel = voucher cancelled, its points are back: { $reward }
history-lapse = voucher lapsed, its points are back: { $reward }
history-redeem = redeemed: { $reward }, { $merchant }
history-expire = points past their date
history-referral-friend = on the way: you came by a friend’s invitation
history-referral-referrer = on the way: a friend you invited made their first purchase
history-reverse-purchase = purchase taken back at { $merchant }
history-reverse-redemption = reward taken back, its points are yours again: { $reward }, { $merchant }
history-reverse-instead = what your inviter had spent of the bonus, taken back with the purchase that brought it
history-reverse-referral = bonus taken back with the purchase that brought it
history-refund = refund of { $amount } at { $merchant }
history-repay = paid what you owed
history-forgive = what you owed was forgiven
history-reverse-joined = invitation bonus taken back: two accounts were one person’s
history-transfer = from your other account, which was joined with this one
history-adjust = carried over from before

button-older = ▶️ Older
button-newer = ◀️ Newer
