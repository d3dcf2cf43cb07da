"""What waits for a manager."""

from collections.abc import Sequence

from bot.actions.reviews import Reviewed, Waiting
from bot.chat.screens.desk import desk_row
from bot.chat.screens.pages import page_of, page_rows
from bot.chat.screens.screen import Button, Screen
from bot.texts import Html, Speaker


def answer_row(speaker: Speaker, review_id: int) -> tuple[Button, ...]:
    """Approve and Refuse."""
    return (
        Button(text=speaker.label("button-approve"), data=f"review-approve:{review_id}"),
        Button(text=speaker.label("button-refuse"), data=f"review-refuse:{review_id}"),
    )


def reason_of(speaker: Speaker, reason: str) -> str:
    """Why something waits, in plain words."""
    return speaker.say(
        f"review-why-{reason}",
        limit=speaker.programme.purchases_a_day or 0,
        friends=speaker.programme.referral_review_after,
    )


def waiting(speaker: Speaker, found: Sequence[Waiting], number: int) -> Screen:
    """All that waits, a button each."""
    if not found:
        return Screen(text=speaker.say("reviews-none"), rows=(desk_row(speaker),))
    page = page_of(found, number)
    rows = tuple(
        (
            Button(
                text=speaker.label(
                    f"button-review-{one.kind}", who=one.who, points=one.points, amount=speaker.money(one.amount)
                ),
                data=f"review:{one.review_id}",
            ),
        )
        for one in page.items
    )
    return Screen(text=speaker.say("reviews"), rows=(*rows, *page_rows(speaker, page, "waiting"), desk_row(speaker)))


def review(speaker: Speaker, seen: Waiting) -> Screen:
    """One thing that waits, and why."""
    text = speaker.say(
        f"review-{seen.kind}",
        who=seen.who,
        inviter=seen.inviter,
        amount=speaker.money(seen.amount),
        points=seen.points,
        time=speaker.moment(seen.since),
        why=Html(reason_of(speaker, seen.reason)),
    )
    back = Button(text=speaker.label("button-desk-waiting"), data="waiting")
    return Screen(text=text, rows=(answer_row(speaker, seen.review_id), (back,)))


def reviewed(speaker: Speaker, done: Reviewed) -> Screen:
    """What the manager's answer led to."""
    if not done.approved:
        text = speaker.say("review-refused", who=done.who, points=done.points)
    elif done.activates_at is None:
        text = speaker.say("review-approved", who=done.who, points=done.points)
    else:
        date = speaker.date(done.activates_at)
        text = speaker.say("review-approved-later", who=done.who, points=done.points, date=date)
    back = Button(text=speaker.label("button-desk-waiting"), data="waiting")
    return Screen(text=text, rows=((back,), desk_row(speaker)))
