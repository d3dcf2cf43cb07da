"""What somebody sees whose words nothing understands."""

from bot.chat.screens.desk import desk_row
from bot.chat.screens.joining import home_rows
from bot.chat.screens.screen import Button, Rows, Screen
from bot.texts import Speaker


def hint(speaker: Speaker, *, joined: bool, desk: bool, works: bool) -> Screen:
    """The next steps of a member, of staff, of a stranger."""
    rows: Rows = (desk_row(speaker),) if desk else ()
    if joined:
        rows += home_rows(speaker)
    else:
        rows += ((Button(text=speaker.label("button-join"), data="join"),),)
    key = "hint-staff" if works else "hint-member" if joined else "hint-stranger"
    return Screen(text=speaker.say(key), rows=rows)
