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
budget = 🪙 <b>{ $merchant }</b>: the monthly budget for small rewards
budget-left = { $budget } points a month, and { $left } of them are left this month.
budget-unbound = There is no budget: small rewards can be had as often as people like.
budget-cheap = Small rewards are those of up to { $points ->
        [one] 1 point
       *[other] { $points } points
    }. When the budget is used up, they can be had again next month, and you hear of it.
budget-none-cheap = The programme does not say yet up to how many points a reward is small, so no reward draws on it.
budget-ask = To change it, type the points a month, for example <code>500</code>

button-desk-sale = 🧾 New sale
button-desk-till = 🔢 Customer's code
button-desk-catalogue = 🎁 Rewards
button-desk-issue = 🎫 Issue a code
button-desk-poster = 🖼 Poster
button-desk-campaigns = 🎉 Campaigns
button-desk-staff = 👥 Staff
button-desk-budget = 🪙 Budget
button-budget-unbound = ✖️ No budget
button-desk-programme = 📐 Programme
button-desk-merchants = 🔀 Change shop
button-desk-newmerchant = ➕ New shop
button-desk-addreward = ➕ New reward
button-page-before = ◀️ Back
button-page-after = ▶️ More
