### The merchant's menu, choosing and making a merchant.

desk = 🏪 <b>{ $merchant }</b> · you are { $role } here.
desk-line =
    At the till, type the amount and the customer's code: <code>24.90 4821</code>
    The code alone, <code>4821</code>, shows who it is and what they can have.
desk-reads-only = You can look, but you book nothing here.
desk-no-merchant = You run this programme. Make the first shop, and you are its owner.
desk-choose = Which shop are you working for now?
desk-ask-name = What is the shop called?
desk-merchant-added = 🏪 <b>{ $merchant }</b> is open, and you are its owner. Add a reward, print the poster, invite your staff.

button-desk-sale = 🧾 New sale
button-desk-till = 🔢 Customer's code
button-desk-catalogue = 🎁 Rewards
button-desk-issue = 🎫 Issue a code
button-desk-poster = 🖼 Poster
button-desk-campaigns = 🎉 Campaigns
button-desk-staff = 👥 Staff
button-desk-merchants = 🔀 Change shop
button-desk-newmerchant = ➕ New shop
button-desk-addreward = ➕ New reward
button-page-before = ◀️ Back
button-page-after = ▶️ More
