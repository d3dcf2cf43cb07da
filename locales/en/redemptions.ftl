### What was redeemed at a shop, and reversing it.

redemptions = <b>🎟 Redeemed here, newest first</b>
redemptions-none = 🎟 Nothing has been redeemed here yet.
redemption-line = <b>{ $reward }</b>, { $points ->
        [one] 1 point
       *[other] { $points } points
    } · { $who } · { $at }
redemption-line-reversed = <s>{ $reward }</s>, { $points ->
        [one] 1 point
       *[other] { $points } points
    } · { $who } · { $at } · reversed
redemption-ask = Reverse this? The points go back to the member, and the reward can be had again.
redemption-reversed = ↩️ Reversed: <b>{ $reward }</b>. { $who } has { $points ->
        [one] 1 point
       *[other] { $points } points
    } back.
redemption-saved = { $points ->
        [one] 1 of them had passed its date and lives until { $at }.
       *[other] { $points } of them had passed their date and live until { $at }.
    }
redemption-lost = { $points ->
        [one] 1 of them is past its date for the second time and expires at once.
       *[other] { $points } of them are past their date for the second time and expire at once.
    }

button-desk-redemptions = 🎟 Redemptions
button-redemption = { $reward } · { $who }
button-reverse = ↩️ Reverse
button-reverse-confirm = ✅ Confirm
