"""Who works at a merchant."""

from collections.abc import Sequence
from urllib.parse import urlencode

from bot.actions.staffing import InviteAnswered, InviteClaimed, InviteMade, StaffRemoved
from bot.chat.screens.desk import desk_row
from bot.chat.screens.pages import page_of, page_rows
from bot.chat.screens.screen import Button, Screen
from bot.texts import Speaker
from loyalty.model import Role, Staff

INVITABLE = (Role.CASHIER, Role.MANAGER, Role.AUDITOR)


def _staff_row(speaker: Speaker) -> tuple[Button, ...]:
    return (Button(text=speaker.label("button-desk-staff"), data="staff"),)


def staff(speaker: Speaker, merchant: str, people: Sequence[Staff], own_id: int, number: int) -> Screen:
    """Everybody who works there; whoever looks cannot remove themselves."""
    page = page_of(people, number)
    lines = [speaker.say("staff", merchant=merchant)]
    lines += [
        speaker.say(
            "staff-line-you" if one.telegram_id == own_id else "staff-line",
            who=one.name,
            role=speaker.say(f"role-{one.role}"),
        )
        for one in page.items
    ]
    rows: list[tuple[Button, ...]] = [
        (Button(text=speaker.label("button-staff-remove", who=one.name), data=f"staff-remove:{one.id}"),)
        for one in page.items
        if one.telegram_id != own_id
    ]
    rows += page_rows(speaker, page, "staff")
    rows += [
        (Button(text=speaker.label(f"button-staff-invite-{role}"), data=f"staff-invite:{role}"),) for role in INVITABLE
    ]
    return Screen(text="\n".join(lines), rows=(*rows, desk_row(speaker)))


def invited(speaker: Speaker, made: InviteMade, *, link: str, picture: bytes) -> Screen:
    """A link to show to the new colleague, or to send to them."""
    text = speaker.say(
        "staff-invite",
        merchant=made.merchant,
        role=speaker.say(f"role-{made.role}"),
        time=speaker.time(made.expires_at),
        link=link,
    )
    words = {"url": link, "text": speaker.label("staff-invite-words", merchant=made.merchant)}
    send = Button(text=speaker.label("button-staff-send"), url=f"https://t.me/share/url?{urlencode(words)}")
    return Screen(text=text, rows=((send,),), picture=picture, secret=True)


def claimed(speaker: Speaker, claimed: InviteClaimed) -> Screen:
    """Whoever followed the invite waits for the owner."""
    return Screen(text=speaker.say("staff-asked", merchant=claimed.merchant, role=speaker.say(f"role-{claimed.role}")))


def answered(speaker: Speaker, answered: InviteAnswered) -> Screen:
    """The owner's answer stands."""
    key = "staff-let-in" if answered.accepted else "staff-refused"
    text = speaker.say(key, who=answered.who, role=speaker.say(f"role-{answered.role}"))
    return Screen(text=text, rows=(_staff_row(speaker), desk_row(speaker)))


def ask_to_remove(speaker: Speaker, one: Staff) -> Screen:
    """Asked before somebody is removed."""
    yes = Button(text=speaker.label("button-staff-remove-now"), data=f"staff-remove-now:{one.id}")
    no = Button(text=speaker.label("button-staff-keep"), data="staff")
    text = speaker.say("staff-remove-question", who=one.name, role=speaker.say(f"role-{one.role}"))
    return Screen(text=text, rows=((yes, no),))


def removed(speaker: Speaker, removed: StaffRemoved) -> Screen:
    """Somebody works there no more."""
    return Screen(text=speaker.say("staff-removed", who=removed.who), rows=(_staff_row(speaker), desk_row(speaker)))
