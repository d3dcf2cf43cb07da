"""The programme's rules a second time, as plainly as they can be said, over nothing but a list of events.

It shares no code with the product and keeps no sums: whatever is asked is replayed from the first event on, and what
the clock decides is replayed at its own instant, so that there are no jobs here and nothing can be late.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from math import floor
from typing import Any

from tests.model.arithmetic import (
    NEVER,
    ZONE,
    Campaign,
    Rules,
    Terms,
    changes_after,
    chosen,
    end_of_points,
    exact_points,
    local_date,
    net,
    tier_on,
)

BONUS, BONUS_MINIMUM, BONUS_WAIT, BONUS_CAP = 10, 500, timedelta(days=14), 2
TWO_MINUTES, QUARTER, TEN_MINUTES = timedelta(minutes=2), timedelta(minutes=15), timedelta(minutes=10)
A_WEEK, THIRTY_DAYS = timedelta(days=7), timedelta(days=30)


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
    slides: bool
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
            self.debt -= part


@dataclass
class Voucher:
    number: int
    member: Member
    price: int
    parts: list[tuple[Lot, int]]
    ends: datetime
    state: str = "held"
    reversed: bool = False

    def give_back(self, state: str, now: datetime, *, by_staff: bool) -> None:
        """The points return to where they were; once a lot they live a week more if staff give them back too late."""
        self.state = state
        for lot, part in self.parts:
            lot.left += part
            if by_staff and lot.ends <= now and not lot.extended:
                lot.ends = now + A_WEEK
                lot.extended = True


@dataclass
class Sale:
    number: int
    merchant: int
    amount: int
    receipt: tuple[int, str, str] | None
    route: str
    at: datetime
    ends: datetime
    campaigns: list[Campaign]
    state: str = "open"
    member: Member | None = None
    lot: Lot | None = None
    booked: datetime | None = None
    refunded: int = 0
    terms: Terms | None = None
    # The room it takes of each campaign: what it gave, and never more again after a refund.
    room: dict[int, int] = field(default_factory=dict)

    @property
    def rest(self) -> int:
        return self.amount - self.refunded

    def worth(self) -> tuple[int, dict[int, int]]:
        """What the rest of it earns, and how much of that each campaign gave."""
        assert self.terms
        return self.terms.worth(self.rest)


class World:
    """What the events so far have come to."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.now = datetime.min.replace(tzinfo=UTC)
        self.people: dict[int, Member] = {}
        self.every_member: list[Member] = []
        self.left_behind: dict[int, int] = {}
        self.links: dict[int, tuple[Member, datetime]] = {}
        self.vouchers: dict[int, Voucher] = {}
        self.sales: dict[int, Sale] = {}
        self.codes: dict[int, tuple[int, datetime]] = {}
        self.used_codes: set[int] = set()
        self.used: list[Voucher] = []
        self.campaigns: dict[int, Campaign] = {}
        self.resting: set[int] = set()
        self.over: set[int] = set()
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
                what.give_back("lapsed", at, by_staff=False)
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
        return sorted({event[0] for event in self._due(NEVER - THIRTY_DAYS) if event[0] > self.now})

    # -- joining ----------------------------------------------------------------------------------------------

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
                voucher.give_back("cancelled", self.now, by_staff=False)
        self.advance(self.now)
        member.pay(self.now)
        for lot in member.lots:
            lot.gone += lot.left
            lot.left = 0
        self.left_behind[person], member.debt, member.forgotten = member.debt, 0, True

    # -- campaigns --------------------------------------------------------------------------------------------

    def start(self, campaign: Campaign) -> None:
        """A campaign is made."""
        self.campaigns[campaign.number] = campaign

    def lay(self, number: int) -> None:
        """It pauses."""
        self.resting.add(number)

    def wake(self, number: int) -> None:
        """It goes on."""
        self.resting.discard(number)

    def stop(self, number: int) -> None:
        """It is over for good."""
        self.over.add(number)

    def _running(self, shop: int) -> list[Campaign]:
        return [
            campaign
            for campaign in self.campaigns.values()
            if campaign.number not in self.over | self.resting
            and campaign.shop in (None, shop)
            and campaign.starts <= self.now < campaign.ends
        ]

    def _gave(self, campaign: Campaign, member: Member | None, day: date | None) -> int:
        """What a campaign has given, net of refunds: in all, to a member, or to a member for purchases of a day."""
        return sum(
            sale.room.get(campaign.number, 0)
            for sale in self.sales.values()
            if sale.state == "booked"
            and (member is None or sale.member is member)
            and (day is None or local_date(sale.at) == day)
        )

    def _terms(self, sale: Sale, member: Member) -> Terms:
        counting = []
        for campaign in sale.campaigns:
            if campaign.bonus and self._gave(campaign, member, local_date(sale.at)):
                continue
            rooms = []
            if campaign.member_cap is not None:
                rooms.append(campaign.member_cap - self._gave(campaign, member, None))
            if campaign.total_cap is not None:
                rooms.append(campaign.total_cap - self._gave(campaign, None, None))
            counting.append((campaign, max(0, min(rooms)) if rooms else None))
        level = self.level(member, local_date(sale.at), before=sale.at)
        factor = self.rules.tiers[level - 1][2] if level else Fraction(1)
        return chosen(Terms(self.rules, factor, tuple(counting)), sale.amount)

    # -- tiers ------------------------------------------------------------------------------------------------

    def level(self, member: Member, day: date, before: datetime | None = None) -> int:
        """A member's tier on a day, or at an instant of it."""
        return tier_on(self._bought(member, before or self.now), day, self.rules)

    def _bought(self, member: Member, until: datetime) -> tuple[tuple[date, int], ...]:
        return net(
            (local_date(sale.at), floor(exact_points(sale.rest, self.rules)))
            for sale in self.sales.values()
            if sale.booked and sale.member is member and sale.booked <= until
        )

    def changes_after(self, person: int) -> date | None:
        """The day on which a member's tier falls if they buy nothing more."""
        return changes_after(self._bought(self.people[person], self.now), local_date(self.now), self.rules)

    # -- purchases --------------------------------------------------------------------------------------------

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
        sale = Sale(number, merchant, amount, key, route, self.now, self.now + QUARTER, self._running(merchant))
        self.sales[number] = sale
        return sale

    def sell(self, person: int, merchant: int, amount: int, receipt: str | None, number: int) -> tuple[int, bool]:
        """A purchase by till code: its points, and whether it stood already."""
        member = self._member(person)
        sale = self._known(merchant, amount, receipt, member)
        again = sale is not None and sale.state == "booked"
        if sale is None:
            sale = self._new_sale(number, merchant, amount, receipt, "till")
        if not again:
            self._book(sale, member)
        assert sale.terms
        return sale.terms.worth(sale.amount)[0], again

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

    def collect(self, person: int, number: int) -> tuple[int, bool]:
        """A member follows a sale: its points, and whether they had it before."""
        member = self._member(person)
        sale = self.sales[number]
        if sale.state == "booked":
            if sale.member is member:
                assert sale.terms
                return sale.terms.worth(sale.amount)[0], True
            raise Refused("AlreadyUsed")
        if sale.state == "undone":
            raise Refused("AlreadyEnded")
        if sale.ends <= self.now:
            raise Refused("LinkExpired")
        self._book(sale, member)
        return sale.worth()[0], False

    def _lot(self, member: Member, points: int, earned: datetime, starts: datetime) -> Lot:
        self.lots += 1
        ends = end_of_points(starts, self.rules)
        slides = self.rules.sliding
        lot = Lot(self.lots, earned, starts, ends, points, starts <= self.now, points, slides)
        member.lots.append(lot)
        if lot.active:
            member.pay(self.now)
        return lot

    def _slide(self, member: Member, at: datetime) -> None:
        """Something was bought or used: all that can still be spent has its whole life again."""
        for lot in member.alive(self.now):
            if lot.slides and not lot.extended:
                lot.ends = max(lot.ends, end_of_points(at, self.rules))

    def _book(self, sale: Sale, member: Member) -> None:
        sale.terms = self._terms(sale, member)
        sale.state, sale.member, sale.booked = "booked", member, self.now
        points, sale.room = sale.worth()
        sale.lot = self._lot(member, points, sale.at, sale.at + self.rules.waits) if points else None
        self._slide(member, sale.at)
        self._bring(sale, member)

    def _bring(self, sale: Sale, friend: Member, *, instead_of: tuple[datetime, bool] | None = None) -> None:
        inviter = friend.inviter
        if inviter is None or friend.brought or sale.rest < BONUS_MINIMUM:
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
        when, counted = instead_of or (self.now, False)
        if not inviter.forgotten and (counted or len(this_month) < BONUS_CAP):
            its = self._lot(inviter, BONUS, sale.at, sale.at + BONUS_WAIT)
        friend.brought = (sale, when, theirs, its)

    # -- taking back ------------------------------------------------------------------------------------------

    def undo(self, merchant: int, number: int) -> None:
        """Staff take a purchase back."""
        sale = self.sales[number]
        if sale.merchant != merchant:
            raise Refused("NotAllowed")
        if sale.state == "undone" or not sale.rest:
            raise Refused("AlreadyEnded")
        if sale.booked and self.now >= sale.booked + TWO_MINUTES:
            raise Refused("TooLate")
        self._whole_back(sale, "undone")

    def not_mine(self, person: int, number: int) -> None:
        """A member gives a purchase back."""
        member = self._member(person)
        sale = self.sales[number]
        if sale.state != "booked" or sale.refunded:
            raise Refused("AlreadyEnded")
        if sale.member is not member or sale.route != "qr":
            raise Refused("NotAllowed")
        assert sale.booked
        if self.now >= sale.booked + TWO_MINUTES:
            raise Refused("TooLate")
        self._whole_back(sale, "open")

    def _whole_back(self, sale: Sale, state: str) -> None:
        member, lot = sale.member, sale.lot
        points = sale.worth()[0] if sale.state == "booked" else 0
        sale.state = state
        sale.member, sale.lot, sale.booked, sale.terms = None, None, None, None
        if member:
            self._take(member, lot, points)
            self._judge_bonus(member)

    def refund(self, merchant: int, number: int, amount: int) -> int:
        """Part of a purchase is taken back: how many points."""
        sale = self.sales[number]
        if sale.merchant != merchant:
            raise Refused("NotAllowed")
        if sale.state == "undone":
            raise Refused("AlreadyEnded")
        if not sale.rest:
            raise Refused("RefundedBefore")
        if amount > sale.rest:
            raise Refused("RefundTooLarge")
        if sale.state == "open":
            sale.amount -= amount
            sale.state = "open" if sale.amount else "undone"
            return 0
        assert sale.member
        before = sale.worth()[0]
        sale.refunded += amount
        stands, gave = sale.worth()
        taken = before - stands
        sale.room = {number: min(had, gave[number]) for number, had in sale.room.items()}
        if not sale.member.forgotten:
            self._take(sale.member, sale.lot, taken)
        self._judge_bonus(sale.member)
        return taken

    def _from_own(self, member: Member, lot: Lot, need: int) -> int:
        """At most so many points of a lot, out of vouchers too, and what expired of it counts: how many in all."""
        left = need

        def take(part: int) -> int:
            nonlocal left
            part = min(left, part)
            left -= part
            return part

        lot.left -= take(lot.left)
        for voucher in sorted(self.vouchers.values(), key=lambda each: each.number):
            mine = sum(part for its_lot, part in voucher.parts if its_lot is lot)
            if left and mine and voucher.state == "held":
                voucher.give_back("cancelled", self.now, by_staff=True)
                lot.left -= take(mine)
        lot.gone -= take(lot.gone)
        return need - left

    def _take(self, member: Member, lot: Lot | None, need: int) -> None:
        """So many points of an earning come back, from wherever they went."""
        if lot is None:
            return
        need -= self._from_own(member, lot, need)
        for other_lot in member.alive(self.now):
            if other_lot is not lot:
                part = min(need, other_lot.left)
                other_lot.left -= part
                need -= part
        if not self.rules.forgive:
            member.debt += need
        self.advance(self.now)
        member.pay(self.now)

    def _judge_bonus(self, friend: Member) -> None:
        """The bonus stands by a purchase that still meets the minimum: by the one that brought it, else by another."""
        if friend.brought is None:
            return
        sale, when, theirs, its = friend.brought
        meeting = [
            each
            for each in sorted(self.sales.values(), key=lambda each: each.number)
            if each.booked and each.member is friend and each.rest >= BONUS_MINIMUM
        ]
        if not meeting:
            friend.brought = None
            self._bonus_back(friend, theirs, its)
        elif sale not in meeting:
            if any(bonus and (bonus.active or not bonus.left) for bonus in (theirs, its)):
                friend.brought = (meeting[0], when, theirs, its)
                return
            for bonus in (theirs, its):
                if bonus:
                    bonus.left = 0
            friend.brought = None
            self._bring(meeting[0], friend, instead_of=(when, its is not None))

    def _bonus_back(self, friend: Member, theirs: Lot, its: Lot | None) -> None:
        """What the inviter has spent of theirs stays theirs, and the friend pays it."""
        spent = 0
        inviter = friend.inviter
        assert inviter
        if its and not its.active:
            its.left = 0
        elif its:
            spent = its.points - self._from_own(inviter, its, its.points)
            self.advance(self.now)
            inviter.pay(self.now)
        if not theirs.active:
            theirs.left = 0
        elif not friend.forgotten:
            self._take(friend, theirs, theirs.points)
        if friend.forgotten:
            return
        for lot in friend.alive(self.now):
            part = min(spent, lot.left)
            lot.left -= part
            spent -= part
        if not self.rules.forgive:
            friend.debt += spent

    # -- redeeming --------------------------------------------------------------------------------------------

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
        self.used.append(voucher)
        self._slide(voucher.member, self.now)

    def cancel(self, person: int, number: int) -> int:
        """A member cancels a voucher: how many points are lost by it."""
        member = self._member(person)
        voucher = self.vouchers[number]
        if voucher.member is not member:
            raise Refused("LinkUnknown")
        self._still_held(voucher)
        voucher.give_back("cancelled", self.now, by_staff=False)
        lost = sum(part for lot, part in voucher.parts if lot.ends <= self.now)
        self.advance(self.now)
        member.pay(self.now)
        return lost

    def _still_held(self, voucher: Voucher) -> None:
        if voucher.state == "confirmed":
            raise Refused("AlreadyUsed")
        if voucher.state != "held":
            raise Refused("Over")

    def reverse(self, number: int) -> None:
        """A manager takes the use of a voucher or a code back; they are numbered from 1 as they were used."""
        used = self.used[number - 1]
        if used.reversed or used.member.forgotten:
            raise Refused("AlreadyEnded")
        used.reversed = True
        used.give_back(used.state, self.now, by_staff=True)
        self.advance(self.now)
        used.member.pay(self.now)

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
        parts = self._spend(member, price)
        self.used_codes.add(number)
        self.used.append(Voucher(number, member, price, parts, self.now, "confirmed"))
        self._slide(member, self.now)

    def tell(self, person: int) -> tuple[int, int, int, int, int, datetime | None, str]:
        """Spendable, pending, held, debt, what expires next and when, tier."""
        member = self.people[person]
        alive = member.alive(self.now)
        next_end = alive[0].ends if alive and alive[0].ends != NEVER else None
        level = self.level(member, local_date(self.now))
        return (
            max(0, sum(lot.left for lot in alive) - member.debt),
            sum(lot.left for lot in member.lots if not lot.active),
            sum(v.price for v in self.vouchers.values() if v.member is member and v.state == "held"),
            member.debt,
            sum(lot.left for lot in alive if lot.ends == next_end),
            next_end,
            self.rules.tiers[level - 1][0] if level else "base",
        )


class Reference:
    """The list of events.

    What they have come to goes on from the last look where it can; `replayed` works it out from the first event.
    """

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.events: list[tuple[datetime, str, dict[str, Any]]] = []
        self._so_far: World | None = None

    def world(self, now: datetime) -> World:
        """What they have come to at an instant, no sooner than the last one asked about."""
        if self._so_far is None:
            self._so_far = self.replayed(now)
        self._so_far.advance(now)
        return self._so_far

    def replayed(self, now: datetime) -> World:
        """The same from the first event on."""
        world = World(self.rules)
        for at, verb, args in self.events:
            world.advance(at)
            getattr(world, verb)(**args)
        world.advance(now)
        return world

    def do(self, now: datetime, verb: str, **args: Any) -> Any:
        """One more event, unless it is refused. Raises Refused."""
        try:
            result = getattr(self.world(now), verb)(**args)
        except Refused:
            # It may have been half done.
            self._so_far = None
            raise
        self.events.append((now, verb, args))
        return result
