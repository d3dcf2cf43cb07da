"""Vouchers, and the member's answer to the till."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.actions.at_the_till import Answered
from bot.actions.redeem import VoucherEnded, VoucherHeld
from bot.actions.tell import A_DAY
from bot.chat.screens.my_codes import my_codes_button
from bot.chat.screens.screen import Button, Screen
from bot.texts import Speaker
from storage.vouchers import HeldVoucher


def voucher(speaker: Speaker, held: VoucherHeld, *, link: str, picture: bytes) -> Screen:
    """A voucher's QR: what it is for and until when."""
    text = speaker.say(
        "voucher",
        reward=held.reward,
        merchant=held.merchant,
        points=held.points,
        time=_until(speaker, held.expires_at),
        link=link,
    )
    return Screen(text=text, rows=((_cancel(speaker, held.voucher_id),),), picture=picture, secret=True)


def held(speaker: Speaker, one: HeldVoucher) -> Screen:
    """One of the vouchers not yet used."""
    text = speaker.say(
        "voucher-held",
        reward=one.reward,
        merchant=one.merchant,
        points=one.points,
        time=_until(speaker, one.expires_at),
    )
    return Screen(text=text, rows=(voucher_row(speaker, one.id),))


def voucher_row(speaker: Speaker, voucher_id: int) -> tuple[Button, ...]:
    """What can be done with a voucher not yet used."""
    return Button(text=speaker.label("button-show"), data=f"voucher-show:{voucher_id}"), _cancel(speaker, voucher_id)


def lapses_soon(speaker: Speaker, data: Mapping[str, Any]) -> str:
    """A voucher is about to lapse: what it is for, and until when it can be used."""
    until = _until(speaker, datetime.fromisoformat(data["ends"]))
    words = {"reward": data["reward"], "merchant": data["merchant"], "time": until}
    return speaker.say("notice-voucher-lapses-soon", points=data["points"], **words)


def _until(speaker: Speaker, ends_at: datetime) -> str:
    """When a voucher ends: with the date where they live longer than a day."""
    return speaker.time(ends_at) if speaker.programme.voucher_life <= A_DAY else speaker.moment(ends_at)


def _cancel(speaker: Speaker, voucher_id: int) -> Button:
    return Button(text=speaker.label("button-cancel-voucher"), data=f"voucher-cancel:{voucher_id}")


def none(speaker: Speaker, *, codes: bool = False) -> Screen:
    """No vouchers, and where they come from; with `codes` there are texts of digital rewards."""
    texts = ((my_codes_button(speaker),),) if codes else ()
    return Screen(text=speaker.say("vouchers-none"), rows=(*texts, _rewards(speaker)))


def codes_too(speaker: Speaker) -> Screen:
    """There are texts of digital rewards beside the vouchers."""
    return Screen(text=speaker.say("vouchers-codes-too"), rows=((my_codes_button(speaker),),))


def more(speaker: Speaker, count: int) -> Screen:
    """There are more vouchers than are shown at once."""
    return Screen(text=speaker.say("vouchers-more", count=count))


def cancel_question(speaker: Speaker, costs: VoucherEnded, *, voucher_id: int) -> Screen:
    """Cancelling would lose points that are past their date: better use the voucher."""
    text = speaker.say("voucher-cancel-question", reward=costs.reward, lost=costs.lost, points=costs.points)
    yes = Button(text=speaker.label("button-cancel-anyway"), data=f"voucher-cancel-now:{voucher_id}")
    keep = Button(text=speaker.label("button-keep-voucher"), data=f"voucher-show:{voucher_id}")
    return Screen(text=text, rows=((yes,), (keep,)))


def cancelled(speaker: Speaker, ended: VoucherEnded) -> Screen:
    """A voucher was given back; what it could not give back is said."""
    lines = [speaker.say("voucher-cancelled", reward=ended.reward, points=ended.points - ended.lost)]
    if ended.lost:
        lines.append(speaker.say("voucher-cancelled-lost", points=ended.lost))
    return Screen(text="\n".join(lines), rows=(_rewards(speaker),))


def use_answered(speaker: Speaker, answered: Answered) -> Screen:
    """What the answer to the till led to."""
    if answered.accepted:
        text = speaker.say("use-accepted", reward=answered.reward, merchant=answered.merchant, points=answered.points)
    else:
        text = speaker.say("use-declined", reward=answered.reward)
    balance = Button(text=speaker.label("button-balance"), data="balance")
    return Screen(text=text, rows=((balance,),))


def _rewards(speaker: Speaker) -> tuple[Button, ...]:
    return (Button(text=speaker.label("button-rewards"), data="rewards"),)
