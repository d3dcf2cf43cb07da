### What a member can set, and the language.

settings = <b>⚙️ Settings</b>
    🌍 Language: { $language }
    ⏰ Reminders: { $reminders }. Before points, vouchers or a level end, and when points can be spent.
    📣 Offers: { $offers }. Double-point days and news of the shops, at most one a day.
    🌙 Quiet hours: { $quiet }
    🕰 Time zone: { $zone }
    🎂 Birthday: { $birthday }
settings-on = on
settings-off = off
settings-none = none
settings-as-usual = { $hours }, as usual here

quiet-question = When shall I keep quiet? Tap, or type hours such as <code>22-7</code>. Reminders and offers wait until your quiet hours are over; answers and receipts come at once.
zone-question = Where are you? Tap a place, or type your city, such as Istanbul.
zone-several = There are several places of that name. Tap yours, or type the nearest large city.
zone-unknown = I do not know that place. Type your country or the nearest large city, such as Istanbul, or a time zone such as Europe/Istanbul.
birthday-question = When is your birthday? Type day and month, such as 03.05 for the third of May. I keep no year, and use it only for birthday treats.
birthday-unknown = I cannot read that as a day. Type day and month, such as 03.05 for the third of May.

language-question = 🌍 Which language do you like?
language-chosen = Good, let us speak English.

button-zone = 🕰 Time zone
button-zone-default = As the shops: { $zone }
button-reminders-on = ⏰ Turn reminders on
button-reminders-off = ⏰ Turn reminders off
button-offers-on = 📣 Turn offers on
button-offers-off = 📣 Turn offers off
button-quiet = 🌙 Quiet hours
button-quiet-usual = As usual here: { $hours }
button-quiet-off = Never quiet
button-birthday = 🎂 Birthday
button-remove-birthday = 🗑 Remove
button-back = ◀️ Settings
button-privacy = 🔒 Privacy
