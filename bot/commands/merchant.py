"""`kumbara merchant`: what an operator decides about a merchant, from the command line."""

import argparse
from datetime import datetime

from bot.actions.programmes import whatever_is_kept
from bot.actions.suspend import resume_merchant, suspend_merchant
from bot.commands.command import DONE, Command, Unusable
from bot.commands.under_rules import operator_cause, under_rules
from bot.settings import load_settings
from loyalty.model import Merchant, Programme
from storage import ledger, merchants
from storage.database import Database, Tx

_MOST_POINTS = 10**15


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=("list", "suspend", "resume", "ceiling"))
    parser.add_argument("number", type=int, nargs="?", metavar="M", help="the merchant, as list numbers them")
    parser.add_argument("points", nargs="?", metavar="POINTS", help="for ceiling: a number of points, or none")


def _do(given: argparse.Namespace) -> int:
    if (given.what == "list") != (given.number is None) or (given.what == "ceiling") != (given.points is not None):
        raise Unusable("say `list`, `suspend M`, `resume M` or `ceiling M POINTS|none`")
    settings = load_settings()

    async def do(database: Database) -> int:
        if given.what == "list":
            print(await database.read(_listed))
            return DONE
        ceiling = _read_ceiling(given.points) if given.what == "ceiling" else None
        now = settings.clock.now()
        print(await database.write(_change, settings.programme, now, given.what, given.number, ceiling))
        return DONE

    return under_rules(settings, do)


def _listed(tx: Tx) -> str:
    """All merchants, a line each: number, state, unredeemed points and their ceiling, name."""
    lines = [
        f"{one.id}\t{one.state}\t{ledger.unredeemed_points(tx, one.id)}"
        f" of {'any' if one.ceiling is None else one.ceiling} points\t{one.name}"
        for one in merchants.merchants(tx)
    ]
    return "\n".join(lines) or "There is no merchant yet."


def _read_ceiling(text: str | None) -> int | None:
    """A ceiling in points, None for none. Raises Unusable."""
    if text == "none":
        return None
    if text is None or not (text.isascii() and text.isdigit()) or int(text) > _MOST_POINTS:
        raise Unusable(f"a ceiling is a whole number of points from 0 to {_MOST_POINTS}, or none")
    return int(text)


def _change(tx: Tx, base: Programme, now: datetime, what: str, number: int, ceiling: int | None) -> str:
    """Suspends or resumes a merchant or sets its ceiling; says so in a line. Raises Unusable."""
    merchant = merchants.merchant(tx, number)
    if merchant is None:
        raise Unusable(f"there is no merchant {number}: see `kumbara merchant list`")
    if what == "ceiling":
        merchants.set_ceiling(tx, number, ceiling)
        return f"{_name(merchant)} may have {'any number of' if ceiling is None else ceiling} unredeemed points."
    if what == "resume":
        changed = resume_merchant(tx, number)
        return f"{_name(merchant)} takes part{' again' if changed else ' all along: nothing changed'}."
    returned = suspend_merchant(tx, operator_cause(now), whatever_is_kept(tx, base), number)
    if returned is None:
        return f"{_name(merchant)} is suspended already: nothing changed."
    return f"{_name(merchant)} is suspended; {returned} voucher{'' if returned == 1 else 's'} went back."


def _name(merchant: Merchant) -> str:
    return f"Merchant {merchant.id} ({merchant.name})"


COMMAND = Command(do=_do, arguments=_arguments)
