"""What a member has."""

from bot.actions.balance import Balance
from bot.chat.screens.joining import home_rows
from bot.chat.screens.screen import Screen
from bot.texts import Speaker


def balance(speaker: Speaker, seen: Balance) -> Screen:
    """Points, what they are worth, what waits, what ends next."""
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
    if seen.expiring and seen.expires_at:
        lines.append(speaker.say("balance-expiring", points=seen.expiring, date=speaker.last_date(seen.expires_at)))
    lines.append(speaker.say("balance-tier", tier=speaker.say(f"tier-{seen.tier}")))
    return Screen(text="\n".join(lines), rows=(first[1:], *rest))
