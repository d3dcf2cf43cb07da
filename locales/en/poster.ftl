### The picture for the counter.

poster =
    🖼 The poster of <b>{ $merchant }</b>. Print it and put it on the counter: whoever scans it can join.
    { $link }
poster-scan = Scan and collect points
poster-easy = No app, no card, just Telegram
