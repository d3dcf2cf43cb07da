### What somebody can do.

help-member =
    <b>Your points</b>
    /balance what you have · /history how it came
    /card show this at the till
    /rewards swap points for something nice · /vouchers what waits to be used
    /invite bring friends, and you both get points
    /settings language, reminders, quiet hours
help-stranger = I am a points card in your chat. Tap <b>Join</b>, show your card at the till, and swap points for rewards.
help-desk =
    <b>At work</b>
    /desk everything for your shop
help-cashier =
    <code>24.90 4821</code> books a purchase: the amount, then the code the customer shows
    <code>4821</code> uses a reward or voucher
    /sale a QR for a purchase, for whoever scans it
    Scan a card or a voucher with your camera, and I know what to do.
help-manager =
    /addreward a new reward
    /issue a code that gives a reward
    /refund a purchase, or part of it, taken back
    /poster a picture for the counter
    /doubleday more points on a day: <code>/doubleday Saturday x2</code>
help-owner = /staff who works here, and links for new people
help-operator =
    <b>You run this programme</b>
    /newmerchant a new shop
help-anyone =
    /language English or Türkçe
    /privacy what I keep, your data, being forgotten
    /cancel leave what is half done

cancel-done = All right, we leave that. What next?
cancel-nothing = There is nothing to cancel. All is well! 🐖
