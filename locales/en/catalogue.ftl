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

button-retire = 🗑 Retire { $reward }
