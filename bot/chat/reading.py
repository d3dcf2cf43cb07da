"""What staff type on one line, read without guessing."""

import contextlib
import re
from dataclasses import dataclass

from bot.actions.refundable import RefundWish
from loyalty.errors import AmountTooLarge, AmountUnreadable, CountUnreadable, PointsUnreadable, ReceiptUnusable
from loyalty.model import Programme
from loyalty.money import parse_amount

LONGEST_RECEIPT = 40
# An amount has at most so many parts: "1 250 000,00" has three.
_MOST_PARTS = 6
_TILL_CODE = re.compile(r"[0-9]{4}", re.ASCII)
_POINTS = re.compile(r"[0-9]{1,9}", re.ASCII)
_PAGE = re.compile(r"page-([0-9]{1,4})", re.ASCII)
_COUNT = re.compile(r"[0-9]{1,6}", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class TillLine:
    """`24.90 4821 R-17`: an amount in minor units, a till code, perhaps a receipt."""

    amount: int
    till_code: str
    receipt: str | None


@dataclass(frozen=True, kw_only=True)
class SaleLine:
    """`24.90 R-17 coffee`: an amount in minor units, perhaps a receipt, perhaps a category of the programme."""

    amount: int
    receipt: str | None
    category: str | None


@dataclass(frozen=True, kw_only=True)
class IssueWish:
    """One way to read what stands behind /issue: a reward by number or name, how many codes, for how many days."""

    reward: str
    count: int
    days: int | None


def is_till_code(text: str) -> bool:
    """Whether the text is four digits and nothing else."""
    return _TILL_CODE.fullmatch(text) is not None


def read_receipt(text: str) -> str | None:
    """A receipt as people can read it, spaces folded; None for none. Raises ReceiptUnusable when it is too long."""
    printable = "".join(letter if letter.isprintable() else " " for letter in text)
    folded = " ".join(printable.split())
    if len(folded) > LONGEST_RECEIPT:
        raise ReceiptUnusable(longest=LONGEST_RECEIPT)
    return folded or None


def read_amount(text: str, programme: Programme) -> tuple[int, str | None]:
    """An amount in minor units and what follows it, the receipt: the longest beginning that is an amount.

    Raises AmountUnreadable, AmountTooLarge, ReceiptUnusable.
    """
    parts = text.split()
    for end in range(min(len(parts), _MOST_PARTS), 0, -1):
        try:
            amount = parse_amount(" ".join(parts[:end]), programme)
        except AmountUnreadable:
            continue
        return amount, read_receipt(" ".join(parts[end:]))
    raise AmountUnreadable


def read_sale(text: str, programme: Programme) -> SaleLine:
    """`AMOUNT [RECEIPT] [CATEGORY]`: the last word is a category if the programme has one of that name.

    Raises AmountUnreadable, AmountTooLarge, ReceiptUnusable.
    """
    words = text.split()
    category = programme.category(words[-1]) if len(words) > 1 else None
    amount, receipt = read_amount(" ".join(words[:-1]) if category else text, programme)
    return SaleLine(amount=amount, receipt=receipt, category=category.name if category else None)


def read_refund(text: str, programme: Programme) -> tuple[RefundWish, ...]:
    """Every way to read `RECEIPT [AMOUNT]`, the longest receipt first: it may hold spaces, and so may the amount.

    Raises ReceiptUnusable for a receipt that is too long to be one, and for none.
    """
    parts = text.split()
    wishes = [RefundWish(receipt=read_receipt(text) or "", amount=None)]
    for at in range(len(parts) - 1, max(0, len(parts) - 1 - _MOST_PARTS), -1):
        with contextlib.suppress(AmountUnreadable, AmountTooLarge):
            amount = parse_amount(" ".join(parts[at:]), programme)
            wishes.append(RefundWish(receipt=read_receipt(" ".join(parts[:at])) or "", amount=amount))
    return tuple(wishes)


def read_till_line(text: str, programme: Programme) -> TillLine | None:
    """`AMOUNT CODE [RECEIPT]`; None for a text that has no till code behind its first word.

    The code is the first group of four digits before which an amount stands, so that `1 250 4821` is 1250.
    Raises AmountUnreadable when there is a code but no amount before it, AmountTooLarge, ReceiptUnusable.
    """
    parts = text.split()
    plausible = False
    for at in range(1, min(len(parts), _MOST_PARTS + 1)):
        if not is_till_code(parts[at]):
            continue
        plausible = True
        try:
            amount = parse_amount(" ".join(parts[:at]), programme)
        except AmountUnreadable:
            continue
        return TillLine(amount=amount, till_code=parts[at], receipt=read_receipt(" ".join(parts[at + 1 :])))
    if plausible:
        raise AmountUnreadable
    return None


def read_page(text: str) -> int:
    """Which page of a list a button asks for, from 0; the first for anything that names none."""
    found = _PAGE.fullmatch(text)
    return int(found[1]) if found else 0


def read_points(text: str, largest: int) -> int:
    """A whole number from 1 to `largest`, in ASCII digits. Raises PointsUnreadable."""
    points = int(text) if _POINTS.fullmatch(text) else 0
    if not 0 < points <= largest:
        raise PointsUnreadable(largest=largest)
    return points


def read_count(text: str, largest: int) -> int:
    """A whole number from 0 to `largest`, in ASCII digits. Raises CountUnreadable."""
    count = int(text) if _POINTS.fullmatch(text) else largest + 1
    if count > largest:
        raise CountUnreadable(largest=largest)
    return count


def read_issue(text: str) -> list[IssueWish]:
    """Every way to read `REWARD [COUNT] [DAYS]`, the one with the longest name first: a name may end in a number."""
    parts = text.split()
    wishes = [IssueWish(reward=" ".join(parts), count=1, days=None)]
    if len(parts) > 1 and _COUNT.fullmatch(parts[-1]):
        wishes.append(IssueWish(reward=" ".join(parts[:-1]), count=int(parts[-1]), days=None))
        if len(parts) > 2 and _COUNT.fullmatch(parts[-2]):
            wishes.append(IssueWish(reward=" ".join(parts[:-2]), count=int(parts[-2]), days=int(parts[-1])))
    return wishes
