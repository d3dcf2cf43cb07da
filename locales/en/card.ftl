### A member's QR and till code.

card =
    Show this at the till, or read out your code: <code>{ $code }</code>

    It works for { $minutes ->
        [one] 1 minute
       *[other] { $minutes } minutes
    }, until { $time }.
    { $link }

button-new-code = 🔄 New code
