### The picture for the counter.

poster =
    🖼 The poster of <b>{ $merchant }</b>. Print it and put it on the counter: whoever scans it can join.
    { $link }
poster-scan = Scan and collect points
poster-earn = { $points ->
        [one] 1 point
       *[other] { $points } points
    } for each { $amount }
poster-easy = No app, no card, just Telegram
