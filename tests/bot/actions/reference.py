"""The programme's rules a second time, as plainly as they can be said, over nothing but a list of events.

It shares no code with the product and keeps no sums: whatever is asked is replayed from the first event on, and what
the clock decides is replayed at its own instant, so that there are no jobs here and nothing can be late.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Istanbul")
BONUS, BONUS_MINIMUM, BONUS_WAIT, BONUS_CAP = 10, 500, timedelta(days=14), 2
TWO_MINUTES, QUARTER, TEN_MINUTES = timedelta(minutes=2), timedelta(minutes=15), timedelta(minutes=10)
THIRTY_DAYS, A_WEEK = timedelta(days=30), timedelta(days=7)


class Refused(Exception):
    """The programme says no; its reason."""


@dataclass
class Lot:
    number: int
    earned: datetime
    starts: datetime
    ends: datetime
    points: int
    active: bool
    left: int
    repaid: int = 0
    gone: int = 0
    extended: bool = False


@dataclass
class Member:
    person: int
    inviter: "Member | None"
    lots: list[Lot] = field(default_factory=list)
    debt: int = 0
    forgotten: bool = False
    # What the invitation came to: the sale, when, and both lots.
    brought: "tuple[Sale, datetime, Lot, Lot | None] | None" = None

    def alive(self, now: datetime) -> list[Lot]:
        found = [lot for lot in self.lots if lot.active and lot.left and lot.ends > now]
        return sorted(found, key=lambda lot: (lot.ends, lot.earned, lot.number))

    def pay(self, now: datetime) -> None:
        """What became active pays what is owed."""
        for lot in self.alive(now):
            part = min(self.debt, lot.left)
            lot.left -= part
            lot.repaid += part
            self.debt -= part


@dataclass
class Voucher:
    number: int
    member: Member
    price: int
    parts: list[tuple[Lot, int]]
    ends: datetime
    state: str = "held"

    def give_back(self, state: str, staff_at: datetime | None = None) -> None:
        """Given back by staff, what is past its date lives a week more, once a lot."""
        self.state = state
        for lot, part in self.parts:
            lot.left += part
            if staff_at and lot.ends <= staff_at and not lot.extended:
                lot.ends, lot.extended = staff_at + A_WEEK, True


@dataclass
class Sale:
    number: int
    merchant: int
    amount: int
    receipt: tuple[int, str, str] | None
    route: str
    at: datetime
    ends: datetime
    state: str = "open"
    member: Member | None = None
    lot: Lot | None = None
    booked: datetime | None = None


def end_of_points(starts: datetime) -> datetime:
    """The first instant of the month after the one twelve months on."""
    local = starts.astimezone(ZONE)
    month = local.month + 13
    return datetime(local.year + (month - 1) // 12, (month - 1) % 12 + 1, 1, tzinfo=ZONE).astimezone(UTC)


class World:
    """What the events so far have come to."""

    def __init__(self) -> None:
        self.now = datetime.min.replace(tzinfo=UTC)
        self.people: dict[int, Member] = {}
        self.every_member: list[Member] = []
        self.left_behind: dict[int, int] = {}
        self.links: dict[int, tuple[Member, datetime]] = {}
        self.vouchers: dict[int, Voucher] = {}
        self.sales: dict[int, Sale] = {}
        self.codes: dict[int, tuple[int, datetime]] = {}
        self.used_codes: set[int] = set()
        self.lots = 0

    # -- the clock --------------------------------------------------------------------------------------------

    def _due(self, until: datetime) -> Iterator[tuple[datetime, int, int, Any]]:
        for member in self.every_member:
            for lot in member.lots:
                if lot.left and not lot.active and lot.starts <= until:
                    yield lot.starts, 0, lot.number, (member, lot)
                if lot.left and lot.active and lot.ends <= until:
                    yield lot.ends, 2, lot.number, (member, lot)
        for voucher in self.vouchers.values():
            if voucher.state == "held" and voucher.ends <= until:
                yield voucher.ends, 1, voucher.number, voucher

    def advance(self, until: datetime) -> None:
        """Everything that the clock decides up to and at `until`, one after the other."""
        while due := sorted(self._due(until), key=lambda event: event[:3]):
            at, kind, _, what = due[0]
            if kind == 1:
                what.give_back("lapsed")
                what.member.pay(at)
                continue
            member, lot = what
            if kind == 0:
                lot.active = True
                member.pay(at)
            else:
                lot.gone += lot.left
                lot.left = 0
        self.now = until

    def edges(self) -> list[datetime]:
        """Instants to come at which the clock decides something."""
        return sorted({event[0] for event in self._due(datetime.max.replace(tzinfo=UTC)) if event[0] > self.now})

    # -- what people do ---------------------------------------------------------------------------------------

    def _member(self, person: int) -> Member:
        if person not in self.people:
            raise Refused("NotAMember")
        return self.people[person]

    def follow(self, person: int, inviter: int) -> bool:
        """Somebody follows a member's link."""
        member = self.people.get(inviter)
        if member is None or person in self.left_behind:
            return False
        self.links[person] = (member, self.now)
        return True

    def join(self, person: int) -> bool:
        """Whether a friend brought them."""
        if person in self.people:
            return False
        link = self.links.get(person)
        inviter = None
        if person not in self.left_behind and link and not link[0].forgotten and self.now - link[1] < THIRTY_DAYS:
            inviter = link[0]
        member = Member(person, inviter, debt=self.left_behind.get(person, 0))
        self.left_behind[person] = 0
        self.people[person] = member
        self.every_member.append(member)
        return inviter is not None

    def forget(self, person: int) -> None:
        """Somebody goes."""
        member = self.people.pop(person, None)
        self.links.pop(person, None)
        if member is None:
            return
        for voucher in self.vouchers.values():
            if voucher.member is member and voucher.state == "held":
                voucher.give_back("cancelled")
        self.advance(self.now)
        member.pay(self.now)
        for lot in member.lots:
            lot.gone += lot.left
            lot.left = 0
        self.left_behind[person], member.debt, member.forgotten = member.debt, 0, True

    def _known(self, merchant: int, amount: int, receipt: str | None, owner: Member | None) -> Sale | None:
        key = self._receipt(merchant, receipt)
        for sale in self.sales.values():
            if key is not None and sale.receipt == key and sale.state != "undone":
                if sale.amount != amount or (owner and sale.member not in (None, owner)):
                    raise Refused("ReceiptTaken")
                return sale
        return None

    def _receipt(self, merchant: int, receipt: str | None) -> tuple[int, str, str] | None:
        if receipt is None:
            return None
        return merchant, self.now.astimezone(ZONE).strftime("%d.%m.%Y"), receipt.replace(" ", "").lower()

    def _new_sale(self, number: int, merchant: int, amount: int, receipt: str | None, route: str) -> Sale:
        key = self._receipt(merchant, receipt)
        sale = Sale(number, merchant, amount, key, route, self.now, self.now + QUARTER)
        self.sales[number] = sale
        return sale

    def sell(self, person: int, merchant: int, amount: int, receipt: str | None, number: int) -> tuple[int, bool]:
        """A purchase by till code: its points, and whether it stood already."""
        member = self._member(person)
        sale = self._known(merchant, amount, receipt, member)
        if sale and sale.state == "booked":
            return amount // 100, True
        self._book(sale or self._new_sale(number, merchant, amount, receipt, "till"), member)
        return amount // 100, False

    def show(self, merchant: int, amount: int, receipt: str | None, number: int) -> bool:
        """A purchase as QR: whether it was shown before."""
        sale = self._known(merchant, amount, receipt, None)
        if sale and sale.state == "booked":
            raise Refused("AlreadyUsed")
        if sale:
            sale.ends = self.now + QUARTER
        else:
            self._new_sale(number, merchant, amount, receipt, "qr")
        return sale is not None

    def collect(self, person: int, number: int) -> bool:
        """A member follows a sale: whether they had it before."""
        member = self._member(person)
        sale = self.sales[number]
        if sale.state == "booked":
            if sale.member is member:
                return True
            raise Refused("AlreadyUsed")
        if sale.state == "undone":
            raise Refused("AlreadyEnded")
        if sale.ends <= self.now:
            raise Refused("LinkExpired")
        self._book(sale, member)
        return False

    def _lot(self, member: Member, points: int, earned: datetime, starts: datetime) -> Lot:
        self.lots += 1
        lot = Lot(self.lots, earned, starts, end_of_points(starts), points, starts <= self.now, points)
        member.lots.append(lot)
        if lot.active:
            member.pay(self.now)
        return lot

    def _book(self, sale: Sale, member: Member) -> None:
        sale.state, sale.member, sale.booked = "booked", member, self.now
        points = sale.amount // 100
        sale.lot = self._lot(member, points, sale.at, sale.at) if points else None
        self._bring(sale, member)

    def _bring(self, sale: Sale, friend: Member) -> None:
        inviter = friend.inviter
        if inviter is None or friend.brought or sale.amount < BONUS_MINIMUM:
            return
        theirs = self._lot(friend, BONUS, sale.at, sale.at + BONUS_WAIT)
        month = self.now.astimezone(ZONE).strftime("%Y-%m")
        this_month = [
            other
            for other in self.every_member
            if other.inviter is inviter
            and other.brought
            and other.brought[3]
            and other.brought[1].astimezone(ZONE).strftime("%Y-%m") == month
        ]
        its = None
        if not inviter.forgotten and len(this_month) < BONUS_CAP:
            its = self._lot(inviter, BONUS, sale.at, sale.at + BONUS_WAIT)
        friend.brought = (sale, self.now, theirs, its)

    def undo(self, merchant: int, number: int) -> None:
        """Staff take a purchase back."""
        sale = self.sales[number]
        if sale.merchant != merchant:
            raise Refused("NotAllowed")
        if sale.state == "undone":
            raise Refused("AlreadyEnded")
        if sale.booked and self.now >= sale.booked + TWO_MINUTES:
            raise Refused("TooLate")
        self._take_back(sale, "undone")

    def not_mine(self, person: int, number: int) -> None:
        """A member gives a purchase back."""
        member = self._member(person)
        sale = self.sales[number]
        if sale.state != "booked":
            raise Refused("AlreadyEnded")
        if sale.member is not member or sale.route != "qr":
            raise Refused("NotAllowed")
        assert sale.booked
        if self.now >= sale.booked + TWO_MINUTES:
            raise Refused("TooLate")
        self._take_back(sale, "open")

    def _take_back(self, sale: Sale, state: str) -> None:
        member, lot = sale.member, sale.lot
        sale.state = state
        sale.member, sale.lot, sale.booked = None, None, None
        if member is None:
            return
        self._take_bonus_back(sale, member)
        if lot is None:
            return
        need = lot.points - lot.gone

        def take(part: int) -> int:
            nonlocal need
            part = min(need, part)
            need -= part
            return part

        lot.left -= take(lot.left)
        member.debt += take(lot.repaid)
        for voucher in sorted(self.vouchers.values(), key=lambda each: each.number):
            mine = sum(part for its_lot, part in voucher.parts if its_lot is lot)
            if need and mine and voucher.state == "held":
                voucher.give_back("cancelled", staff_at=self.now)
                lot.left -= take(mine)
        for other_lot in member.alive(self.now):
            if other_lot is not lot:
                other_lot.left -= take(other_lot.left)
        member.debt += need
        self.advance(self.now)
        member.pay(self.now)

    def _take_bonus_back(self, sale: Sale, member: Member) -> None:
        if member.brought is None or member.brought[0] is not sale:
            return
        for bonus in member.brought[2:]:
            if bonus and not bonus.active:
                bonus.left = 0
        member.brought = None
        for other in sorted(self.sales.values(), key=lambda each: each.number):
            if other.member is member and other.state == "booked":
                self._bring(other, member)

    def _spend(self, member: Member, price: int) -> list[tuple[Lot, int]]:
        if member.debt:
            raise Refused("InDebt")
        parts = []
        need = price
        for lot in member.alive(self.now):
            part = min(need, lot.left)
            if part:
                parts.append((lot, part))
                need -= part
        if need:
            raise Refused("NotEnoughPoints")
        for lot, part in parts:
            lot.left -= part
        return parts

    def hold(self, person: int, price: int, number: int) -> None:
        """A member redeems a reward."""
        member = self._member(person)
        parts = self._spend(member, price)
        self.vouchers[number] = Voucher(number, member, price, parts, self.now + TEN_MINUTES)

    def confirm(self, number: int) -> None:
        """Staff confirm a voucher."""
        voucher = self.vouchers[number]
        self._still_held(voucher)
        voucher.state = "confirmed"

    def cancel(self, person: int, number: int) -> int:
        """A member cancels a voucher: how many points are lost by it."""
        member = self._member(person)
        voucher = self.vouchers[number]
        if voucher.member is not member:
            raise Refused("LinkUnknown")
        self._still_held(voucher)
        voucher.give_back("cancelled")
        lost = sum(part for lot, part in voucher.parts if lot.ends <= self.now)
        self.advance(self.now)
        member.pay(self.now)
        return lost

    def _still_held(self, voucher: Voucher) -> None:
        if voucher.state == "confirmed":
            raise Refused("AlreadyUsed")
        if voucher.state != "held":
            raise Refused("Over")

    def issue(self, price: int, number: int) -> None:
        """A manager issues a code."""
        self.codes[number] = (price, self.now + THIRTY_DAYS)

    def use_code(self, person: int, number: int) -> None:
        """A member uses it."""
        member = self._member(person)
        price, ends = self.codes[number]
        if number in self.used_codes:
            raise Refused("AlreadyUsed")
        if ends <= self.now:
            raise Refused("Over")
        self._spend(member, price)
        self.used_codes.add(number)

    def tell(self, person: int) -> tuple[int, int, int, int, int, datetime | None]:
        """Spendable, pending, held, debt, what expires next and when."""
        member = self.people[person]
        alive = member.alive(self.now)
        next_end = alive[0].ends if alive else None
        return (
            sum(lot.left for lot in alive),
            sum(lot.left for lot in member.lots if not lot.active),
            sum(v.price for v in self.vouchers.values() if v.member is member and v.state == "held"),
            member.debt,
            sum(lot.left for lot in alive if lot.ends == next_end),
            next_end,
        )


class Reference:
    """The list of events."""

    def __init__(self) -> None:
        self.events: list[tuple[datetime, str, dict[str, Any]]] = []

    def world(self, now: datetime) -> World:
        """What they have come to at an instant."""
        world = World()
        for at, verb, args in self.events:
            world.advance(at)
            getattr(world, verb)(**args)
        world.advance(now)
        return world

    def do(self, now: datetime, verb: str, **args: Any) -> Any:
        """One more event, unless it is refused. Raises Refused."""
        result = getattr(self.world(now), verb)(**args)
        self.events.append((now, verb, args))
        return result
