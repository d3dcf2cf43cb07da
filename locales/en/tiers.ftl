### What a level brings.

tier-won = 🏅 You have reached <b>{ $tier }</b>!
tier-won-factor = From now on your purchases earn ×{ $factor }.
tier-won-rewards = { $count ->
        [one] 1 more reward
       *[other] { $count } more rewards
    } in /rewards can be yours now.
tier-won-until = It is yours through { $until }, and longer as you go on.
