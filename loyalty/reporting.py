"""What purchases earned, month by month: the monthly points report."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from loyalty.calendar import add_months
from loyalty.earning import basis_of
from loyalty.programme import Programme

MOST_MONTHS = 120


@dataclass(frozen=True, kw_only=True)
class BarePurchase:
    """A purchase of `amount` minor units on a local date, of a customer whose name means nothing here."""

    customer: str
    day: date
    amount: int


@dataclass(frozen=True, kw_only=True)
class ReportLine:
    """The points of one customer (by name) or member (by number) in each month of the report, in order."""

    who: int | str
    points: Sequence[int]

    @property
    def total(self) -> int:
        """The points of all months."""
        return sum(self.points)


def months_between(first: date, last: date) -> tuple[date, ...]:
    """The first days of every month from that of `first` to that of `last`.

    >>> [day.isoformat() for day in months_between(date(2026, 11, 1), date(2027, 1, 31))]
    ['2026-11-01', '2026-12-01', '2027-01-01']

    Raises ValueError when `last` lies before `first`, or for more than `MOST_MONTHS` months.
    """
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    if not 0 < count <= MOST_MONTHS:
        raise ValueError(f"a report has 1 to {MOST_MONTHS} months")
    return tuple(add_months(first.replace(day=1), number) for number in range(count))


def month_name(month: date) -> str:
    """A month as the report names it: 2026-08."""
    return f"{month.year:04d}-{month.month:02d}"


def points_by_month(
    purchases: Iterable[BarePurchase], months: Sequence[date], programme: Programme
) -> list[ReportLine]:
    """The points of every customer in each of the months, in order of customer (numbers by their size).

    Each purchase earns for itself, rounded down once. Customers who bought in other months only are there with zeros.
    Nothing is kept of a purchase but its points: the memory is that of customers times months.

    >>> from zoneinfo import ZoneInfo
    >>> from loyalty.programme import Bracket
    >>> table = (Bracket(from_units=50, points_per_step=1), Bracket(from_units=100, points_per_step=2))
    >>> classic = Programme(zone=ZoneInfo("UTC"), currency="USD", exponent=2, brackets=table)
    >>> bought = [BarePurchase(customer="Ann", day=date(2026, 8, 3), amount=12000),
    ...           BarePurchase(customer="Ann", day=date(2026, 9, 9), amount=7550)]
    >>> [(line.who, line.points, line.total)
    ...  for line in points_by_month(bought, months_between(date(2026, 8, 1), date(2026, 10, 1)), classic)]
    [('Ann', [90, 25, 0], 115)]
    """
    columns = {(month.year, month.month): column for column, month in enumerate(months)}
    basis = basis_of(programme)
    earned: dict[str, list[int]] = {}
    for purchase in purchases:
        points = earned.get(purchase.customer)
        if points is None:
            points = earned[purchase.customer] = [0] * len(months)
        column = columns.get((purchase.day.year, purchase.day.month))
        if column is not None:
            points[column] += basis.points(purchase.amount)
    return [ReportLine(who=who, points=earned[who]) for who in sorted(earned, key=_in_order)]


def _in_order(who: str) -> tuple[int, int, str]:
    return (0, int(who), who) if who.isascii() and who.isdigit() and len(who) <= 18 else (1, 0, who)
