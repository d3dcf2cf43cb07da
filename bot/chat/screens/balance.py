"""What a member has."""

from collections.abc import Sequence
from fractions import Fraction

from bot.actions.balance import Balance
from bot.actions.running import RunningNow
from bot.chat.screens.campaigns import running_lines
from bot.chat.screens.earning import in_decimals
from bot.chat.screens.joining import home_rows
from bot.chat.screens.screen import Screen
from bot.texts import Speaker
from loyalty.calendar import local_date, start_of_day
from loyalty.model import Tier

_BOXES = 10


def balance(speaker: Speaker, seen: Balance, running: Sequence[RunningNow] = ()) -> Screen:
    """Points, what they are worth, what waits, what ends next, the tier, and what is worth more now."""
    first, *rest = home_rows(speaker)
    lines = [speaker.say("balance-points", points=seen.spendable, worth=speaker.money(seen.worth))]
    if seen.debt:
        lines.append(speaker.say("balance-debt", points=seen.debt))
    if seen.pending_at:
        coming = seen.pending - seen.reviewed
        lines.append(speaker.say("balance-pending", points=coming, date=speaker.date(seen.pending_at)))
    if seen.reviewed:
        lines.append(speaker.say("balance-reviewed", points=seen.reviewed))
    if seen.held:
        lines.append(speaker.say("balance-held", points=seen.held))
    lines += _end(speaker, seen)
    lines += _tier(speaker, seen)
    lines += running_lines(speaker, running)
    return Screen(text="\n".join(lines), rows=(first[1:], *rest))


def _end(speaker: Speaker, seen: Balance) -> list[str]:
    """What ends next: with a date, or at an instant within it where staff gave points back after theirs; or never."""
    ends = seen.expires_at
    if ends is None:
        return [speaker.say("balance-never")] if seen.spendable else []
    programme = speaker.programme
    if start_of_day(local_date(ends, programme), programme) == ends:
        return [speaker.say("balance-expiring", points=seen.expiring, date=speaker.last_date(ends))]
    return [speaker.say("balance-expiring-at", points=seen.expiring, moment=speaker.moment(ends))]


def _tier(speaker: Speaker, seen: Balance) -> list[str]:
    """The tier and until when it is kept, and the way to the next one as a bar."""
    stands = seen.standing
    tier = tier_with_factor(speaker, stands.tier)
    if seen.tier_until_at is None:
        lines = [speaker.say("balance-tier", tier=tier)]
    else:
        lines = [speaker.say("balance-tier-until", tier=tier, until=speaker.last_date(seen.tier_until_at))]
    if stands.to_keep:
        lines.append(speaker.say("balance-tier-keep", points=stands.to_keep, tier=stands.tier.name))
    if stands.next is None:
        return lines
    share = Fraction(stands.counted, stands.next.threshold)
    lines.append(speaker.say("balance-way", bar=bar(share), percent=int(share * 100)))
    way = {"points": stands.missing, "tier": tier_with_factor(speaker, stands.next)}
    if seen.missing_until_at is None:
        lines.append(speaker.say("balance-next", **way))
    else:
        lines.append(speaker.say("balance-next-by", **way, until=speaker.last_date(seen.missing_until_at)))
    return lines


def tier_with_factor(speaker: Speaker, tier: Tier) -> str:
    """A tier's name, with what it multiplies purchases by: Gold (×1.5)."""
    name = speaker.tier(tier.name)
    if tier.multiplier == 1:
        return name
    return speaker.label("tier-with-factor", tier=name, factor=in_decimals(tier.multiplier))


def bar(share: Fraction) -> str:
    """How much of something is done, as a row of boxes; all are full only when it is.

    >>> bar(Fraction(62, 100)), bar(Fraction(99, 100)), bar(Fraction(1))
    ('▰▰▰▰▰▰▱▱▱▱', '▰▰▰▰▰▰▰▰▰▱', '▰▰▰▰▰▰▰▰▰▰')
    """
    full = int(share * _BOXES)
    return "▰" * full + "▱" * (_BOXES - full)
