"""`kumbara preview`: what a purchase would earn and why, as lines for an operator."""

import argparse
from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.actions.preview import Preview, preview
from bot.actions.programmes import whatever_is_kept
from bot.commands.command import DONE, Command, Unusable
from bot.commands.under_rules import money, under_rules
from bot.settings import load_settings
from loyalty.campaigns import Missed
from loyalty.earning import Line, LineKind
from loyalty.errors import AmountTooLarge, AmountUnreadable, CategoryUnknown, EarnsTooMuch
from loyalty.expiry import NEVER
from loyalty.money import parse_amount
from loyalty.programme import Programme, Rate
from storage.database import Database, Tx

_YEARS = range(2000, 2201)
_WHY = {
    Missed.HOURS: "not on that weekday or at that hour",
    Missed.MERCHANT: "at another merchant only",
    Missed.CATEGORY: "for another category only",
    Missed.MINIMUM: "the purchase is too small",
    Missed.TIER: "for a higher tier only",
    Missed.FIRST_PURCHASE: "for a first purchase only",
    Missed.BIRTHDAY_MONTH: "in the month of the birthday only",
    Missed.ONCE_A_DAY: "the member has had it that day",
    Missed.ANOTHER_IS_BETTER: "another campaign gives more",
}


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--member", type=int, required=True, metavar="N", help="the member's number")
    parser.add_argument("--merchant", type=int, required=True, metavar="M", help="the merchant's number")
    parser.add_argument("--amount", required=True, metavar="A", help="in units of the currency: 24.90")
    parser.add_argument("--category", metavar="C", help="one of the programme's")
    parser.add_argument("--at", metavar="T", help="when it would be recorded, 2026-11-28T10:30 (default: now)")


def _do(given: argparse.Namespace) -> int:
    settings = load_settings()

    async def show(database: Database) -> int:
        asked = {name: getattr(given, name) for name in ("member", "merchant", "amount", "category", "at")}
        print(await database.read(previewed, settings.programme, settings.clock.now(), **asked))
        return DONE

    return under_rules(settings, show, in_money=True)


def read_instant(text: str | None, programme: Programme, now: datetime) -> datetime:
    """`2026-11-28T10:30`, by the programme's zone unless it names its own offset; None is now.

    Raises Unusable, also for years in which no calendar here can tell when points end.
    """
    if text is None:
        return now
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Unusable(f"{text!r} is no time: write it like 2026-11-28T10:30") from None
    if moment.year not in _YEARS:
        raise Unusable(f"{text} is out of reach: the year is {_YEARS[0]} to {_YEARS[-1]}")
    return moment if moment.tzinfo else moment.replace(tzinfo=programme.zone)


def previewed(
    tx: Tx,
    base: Programme,
    now: datetime,
    *,
    member: int,
    merchant: int,
    amount: str,
    category: str | None,
    at: str | None,
) -> str:
    """What a member would earn, line by line. Raises Unusable."""
    programme = whatever_is_kept(tx, base)
    try:
        seen = preview(
            tx,
            now,
            programme,
            member_id=member,
            merchant_id=merchant,
            amount=parse_amount(amount, programme),
            category=category,
            at=read_instant(at, programme, now),
        )
    except LookupError as error:
        raise Unusable(f"there is no {error.args[0]}") from None
    except AmountUnreadable:
        raise Unusable(f"{amount!r} is no amount: write it like 24.90") from None
    except AmountTooLarge as error:
        raise Unusable(f"the largest sale is {money(error.largest_sale, programme)}") from None
    except EarnsTooMuch:
        raise Unusable("rules and campaigns together would give more points than can be counted") from None
    except CategoryUnknown as error:
        known = ", ".join(one.name for one in programme.categories) or "none"
        raise Unusable(f"the programme has no category {error.name!r}; it has: {known}") from None
    return "\n".join(_lines(seen, programme))


def _lines(seen: Preview, programme: Programme) -> Iterator[str]:
    local = seen.at.astimezone(programme.zone)
    yield (
        f"{_points(seen.worth.points)} for {money(seen.worth.amount, programme)} at {seen.merchant},"
        f" member {seen.member_id}, {local:%Y-%m-%d %H:%M}"
    )
    for line, name in seen.lines:
        yield f"{line.points:>+8}  {_reason(line, name, programme)}"
    for campaign, reason in seen.worth.missed:
        yield f"{'–':>8}  {campaign.name}: {_WHY[reason]}"
    if seen.activates_at > seen.at:
        yield f"Pending until {seen.activates_at.astimezone(programme.zone):%Y-%m-%d %H:%M}."
    if seen.expires_at == NEVER:
        yield "The points never expire."
    else:
        last_day = (seen.expires_at - timedelta(milliseconds=1)).astimezone(programme.zone)
        yield f"To be spent by {last_day:%Y-%m-%d}."


def _reason(line: Line, name: str, programme: Programme) -> str:
    rate = _decimal(line.rate)
    if line.kind is LineKind.TIER:
        return f"tier {name} × {rate}"
    if line.campaign is not None:
        what = f" × {rate}" if line.campaign.multiplier is not None else ""
        return f"{name}{what}" + (f", {line.cut} less by its cap" if line.cut else "")
    step = f"{line.steps} × {money(programme.step_minor, programme)} at {rate}"
    if line.kind is LineKind.CATEGORY:
        return f"{step} for {name}"
    return f"{step} above {money(line.begins, programme)}" if line.kind is LineKind.BRACKET else step


def _points(points: int) -> str:
    return "1 point" if points == 1 else f"{points} points"


def _decimal(rate: Rate) -> str:
    return str(rate) if isinstance(rate, int) else f"{float(rate):g}"


COMMAND = Command(do=_do, arguments=_arguments)
