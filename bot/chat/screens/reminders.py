"""Reminders before points end, and wishes on birthdays."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.chat.screens.campaigns import running_line
from bot.chat.screens.rewards import offer_button
from bot.chat.screens.screen import Rows, labelled, offering
from bot.texts import Speaker
from loyalty.calendar import local_date, start_of_day

_Data = Mapping[str, Any]


def points_ending(speaker: Speaker, data: _Data) -> str:
    """How many points end first, and when; how many in all within the week; what can be had for all there are."""
    ending = data["ending"]
    first = {"points": ending.first, "date": _end(speaker, ending.first_ends_at)}
    if ending.points > ending.first:
        more = {"total": ending.points, "last": _end(speaker, ending.ends_at)}
        lines = [speaker.say("notice-points-ending-more", **first, **more)]
    else:
        lines = [speaker.say("notice-points-ending", **first)]
    if data["rewards"]:
        lines.append(speaker.say("notice-points-ending-use", points=data["points"]))
    return "\n".join(lines)


def points_ending_rows(speaker: Speaker, data: _Data) -> Rows:
    """A button to each reward that was named, then to all of them."""
    offers = data["rewards"]
    several = len({offer.merchant for offer in offers}) > 1
    return (
        *((offer_button(speaker, offer, several=several),) for offer in offers),
        (labelled(speaker, "rewards", "rewards"),),
    )


def birthday(speaker: Speaker, data: _Data) -> str:
    """The wish, and what is worth more that day."""
    wish = (speaker.say("notice-birthday"), *(running_line(speaker, gift) for gift in data["gifts"]))
    return offering(speaker, "\n".join(wish))


def _end(speaker: Speaker, ends_at: datetime) -> str:
    """The last day, or the moment where points end within a day: those that came back after their date."""
    programme = speaker.programme
    whole = start_of_day(local_date(ends_at, programme), programme) == ends_at
    return speaker.last_date(ends_at) if whole else speaker.moment(ends_at)
