### What Telegram's menu says of each command.

command-desk = The shop's menu
command-sale = A QR for a purchase: /sale 24.90
command-addreward = A new reward: /addreward 120 Coffee
command-issue = A code that gives a reward, as QR
command-refund = Take a purchase back: /refund R-17 5.00
command-poster = A picture for the counter: join by scanning
command-doubleday = More points on a day: /doubleday Saturday x2
command-staff = Invite and remove colleagues
command-newmerchant = A new shop: /newmerchant Corner Café
command-balance = Your points
command-card = Your card: QR and till code
command-rewards = What you can have for your points
command-vouchers = Your vouchers
command-invite = Bring a friend, both get points
command-history = Every movement of your points
command-settings = Reminders, offers, quiet hours
command-language = Language · Dil
command-privacy = What is kept, and forgetting it
command-help = What you can do here
command-cancel = Leave what you have begun
