### The rewards a merchant offers.

catalogue = 🎁 <b>{ $merchant }</b> offers:
catalogue-empty = 🎁 <b>{ $merchant }</b> offers no reward yet. Add the first: people love to see where they are going.
catalogue-line = #{ $number } · { $reward } · { $points ->
        [one] 1 point
       *[other] { $points } points
    }
catalogue-ask-name = What is the reward called? For example: Filter coffee
catalogue-ask-points = How many points does <b>{ $reward }</b> take? For example: 120
catalogue-added = ✅ Reward #{ $number }: <b>{ $reward }</b> for { $points ->
        [one] 1 point
       *[other] { $points } points
    }. Members see it in /rewards from now on.
catalogue-retired = <b>{ $reward }</b> is offered no longer. Vouchers that people have for it stay good.
reward-page = 🎁 <b>{ $reward }</b> · #{ $number } · { $points ->
        [one] 1 point
       *[other] { $points } points
    }
reward-detail = { $field }: <b>{ $value }</b>
reward-field-name = Name
reward-field-points = Points
reward-field-kind = Kind
reward-field-description = Description
reward-field-picture = Picture
reward-field-stock = Stock
reward-field-member_limit = Limit a member
reward-field-starts_at = First day
reward-field-ends_at = Last day
reward-field-tier = Level
reward-field-retail = Retail price
reward-kind-product = A product
reward-kind-discount = A discount
reward-kind-access = Exclusive access
reward-kind-digital = A digital code
reward-uncounted = not counted
reward-unlimited = none
reward-at-once = at once
reward-for-good = until you retire it
reward-for-all = everybody
reward-unset = none
reward-set = there
reward-ask-name = What shall <b>{ $reward }</b> be called?
reward-ask-points = How many points does <b>{ $reward }</b> take from now on? Vouchers that people hold keep their price.
reward-ask-kind = What is <b>{ $reward }</b>? Of the first three the member gets a voucher. A digital code comes in the chat, each code once.
reward-ask-description = Describe <b>{ $reward }</b> in up to 500 characters.
reward-ask-picture = Send a picture of <b>{ $reward }</b>, as a photo.
reward-ask-stock = How many of <b>{ $reward }</b> are left, besides what people hold? For example: 25
reward-ask-member_limit = How often can one member have <b>{ $reward }</b>? For example: 1
reward-ask-starts_at = From which day on can <b>{ $reward }</b> be had? For example: 28.11. or Saturday
reward-ask-ends_at = Which is the last day of <b>{ $reward }</b>? For example: 31.12.
reward-ask-tier = From which level on can members have <b>{ $reward }</b>?
reward-ask-retail = What does <b>{ $reward }</b> cost in the shop? For example: 2.90
reward-ask-codes = Paste the codes for <b>{ $reward }</b>, one a line, or send them as a .txt or .csv file: up to { $most } lines and 1 MB.
reward-codes-added = ✅ { $count ->
        [one] 1 code was
       *[other] { $count } codes were
    } added to <b>{ $reward }</b>.
reward-codes-skipped = { $count ->
        [one] 1 line was
       *[other] { $count } lines were
    } known already and skipped.
reward-codes-left = { $count ->
        [one] 1 code is
       *[other] { $count } codes are
    } there for members now.

button-add-codes = ➕ Add codes
button-take-away = ✖️ None
button-back-to-reward = ◀️ Back to the reward
button-edit-reward = ✏️ Stock, dates, picture…
button-retire = 🗑 Retire { $reward }
