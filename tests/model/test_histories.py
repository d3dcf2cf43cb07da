"""The ledger is a model's twin: random histories on the real tables, beside a reference that keeps only events.

After every step the balances agree with the reference by the clock, whatever has been booked, and the audit finds
nothing.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from random import Random
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bot.actions.action import Cause
from bot.actions.balance import balance_of
from bot.actions.campaigns import end_campaign, pause_campaign, resume_campaign, start_campaign
from bot.actions.card import show_card
from bot.actions.catalogue import add_reward
from bot.actions.codes import issue_code, use_code
from bot.actions.collect import collect, show_sale
from bot.actions.forget import forget_me
from bot.actions.join import follow_invitation, join
from bot.actions.merchants import add_merchant
from bot.actions.purchase import record_purchase
from bot.actions.redeem import cancel, confirm, hold
from bot.actions.refund import refund
from bot.actions.reverse import reverse
from bot.actions.settle import due_members, settle_members
from bot.actions.undo import not_mine, undo
from loyalty.errors import LoyaltyError
from loyalty.model import Bracket, Programme
from loyalty.plans import Plan
from loyalty.programme import DebtPolicy, Expiry, ExpiryPolicy, Stacking, Tier
from storage import people
from storage.audit import audit
from storage.database import Tx
from tests.bot.actions.shop import PROGRAMME, START, everything, seal
from tests.model.arithmetic import NEVER, ZONE, Campaign, Rules, first_instant, local_date, months_on
from tests.model.ledger_in_memory import LedgerInMemory
from tests.model.reference import BONUS_CAP, TWO_MINUTES, Reference, Refused, Sale, World

T = TypeVar("T")

LEVELS = (("Silver", 30, Fraction(5, 4)), ("Gold", 60, Fraction(3, 2)))
CLASSIC = ((0, Fraction(0)), (50, Fraction(1)), (100, Fraction(2)))
# So that every policy meets every other in some history.
BOOKS = (
    Rules(tiers=LEVELS),
    Rules(table=CLASSIC, ends="months", count=6, sliding=True, tiers=LEVELS, stacking="multiply"),
    Rules(table=((0, Fraction(3, 2)),), ends="days", count=30, tiers=LEVELS, stacking="add", forgive=True),
    Rules(ends="end_of_year", count=0, waits=timedelta(days=3), tiers=LEVELS),
    Rules(table=((0, Fraction(1, 3)), (5, Fraction(7, 3))), ends="never", tiers=LEVELS[:1], stacking="multiply"),
    Rules(ends="days", count=90, sliding=True, waits=timedelta(days=1), stacking="add"),
)


def programme_of(rules: Rules) -> Programme:
    """The same rules as the product knows them."""
    (first, rate), *_ = rules.table
    assert first == 0
    return replace(
        PROGRAMME,
        zone=ZONE,
        points_per_step=rate,
        brackets=()
        if len(rules.table) == 1
        else tuple(Bracket(from_units=start, points_per_step=each) for start, each in rules.table),
        purchase_hold=rules.waits,
        expiry=Expiry(policy=ExpiryPolicy(rules.ends), count=rules.count, sliding=rules.sliding),
        debt=DebtPolicy.FORGIVE if rules.forgive else DebtPolicy.DEBT,
        tiers=tuple(Tier(name=name, threshold=least, multiplier=factor) for name, least, factor in rules.tiers),
        stacking=Stacking(rules.stacking),
        referral_monthly_cap=BONUS_CAP,
        purchases_a_day=None,
        referral_review_after=1000,
    )


OWNER, BAKER = 1, 2
SELLERS = (OWNER, BAKER)
PERSONS = (11, 12, 13, 14)
PRICES = (3, 5, 8, 20)
MOMENTS = [timedelta(seconds=seconds) for seconds in (1, 30, 119, 120, 599, 840)]
LEAPS = [timedelta(days=days) for days in (1, 13, 14, 29, 30, 200, 366, 800)]
# The same to a reader, told apart only by whether a job has booked it yet.
ONE_NAME = {"LinkExpired": "Over", "AlreadyEnded": "Over"}

person = st.sampled_from(PERSONS)
merchant = st.sampled_from([1, 1, 1, 2])
amount = st.sampled_from([99, 300, 499, 500, 700, 1000, 2490])
receipt = st.sampled_from([None, None, None, "A1", "a 1", "B2"])
price = st.sampled_from(PRICES)
roll = st.integers(0, 31)
milliseconds = st.sampled_from([-1, 0, 1])
MINORS = (300, 500, 700, 1000, 2490)
# Multipliers in hundredths, or points; how many to a member and in all.
KINDS = ((150, None), (125, None), (200, None), (300, None), (None, 5), (None, 30))
CAPS = ((None, None), (None, None), (7, None), (None, 20), (15, 25))
FESTIVALS = (
    ("sell", "sell", "refund", "sell", "spend", "refund", "refund"),
    ("sell", "undo", "sell", "hold", "refund", "sell", "cancel"),
    ("sell", "sell", "sell", "refund", "sell", "refund", "sell"),
)
DOINGS = ("sell", "hold", "spend", "undo", "refund", "refund", "reverse", "confirm", "cancel", "wait", "linger")
# How points come to be owed, held by several lots' vouchers, and given back while something is owed.
PATTERNS = (
    ("sell", "hold", "sell", "spend", "undo", "cancel", "sell"),
    ("sell", "hold", "hold", "sell", "spend", "undo", "linger", "sell"),
    ("sell", "sell", "hold", "spend", "undo", "undo", "cancel"),
    ("sell", "hold", "sell", "refund", "refund", "reverse", "spend", "refund", "cancel", "refund"),
    ("sell", "wait", "sell", "hold", "hold", "spend", "undo", "undo", "linger"),
    ("sell", "spend", "undo", "sell", "undo", "sell", "hold", "undo"),
    ("sell", "hold", "confirm", "sell", "hold", "undo", "cancel", "undo"),
    ("sell", "spend", "refund", "reverse", "sell", "spend", "undo", "reverse"),
)


def pick(roll: int, likely: Sequence[T], anything: Sequence[T]) -> T:
    """Mostly something that makes sense, now and then anything."""
    some = likely if likely and roll % 4 else anything
    return some[-1 - roll // 4 % len(some)]


class Histories(RuleBasedStateMachine):
    """Two shops, four people, and a clock that leaps."""

    def __init__(self) -> None:
        super().__init__()
        self.ledger = LedgerInMemory()
        self.now: datetime = START
        self.causes = 0
        self.reference = Reference(BOOKS[0])
        self.programme = programme_of(BOOKS[0])
        self.sales: list[int] = []
        self.vouchers: list[int] = []
        self.codes: list[int] = []
        # What was done, to be done again: action, cause, input, outcome.
        self.done: list[tuple[Any, Cause, dict[str, Any], Any]] = []

    def teardown(self) -> None:
        world, again = self.world, self.reference.replayed(self.now)
        assert all(world.tell(each) == again.tell(each) for each in again.people)
        self.ledger.close()

    # -- doing ------------------------------------------------------------------------------------------------

    def cause(self) -> Cause:
        self.causes += 1
        seed = hashlib.sha256(b"%d" % self.causes).digest()
        return Cause(key=f"in:{self.causes}", now=self.now, seed=seed)

    def act(self, action: Callable[..., Any], **given: Any) -> Any:
        """The product's outcome, or the name of its refusal."""
        cause = self.cause()
        try:
            outcome = self.ledger.write(action, cause, self.programme, **given)
        except LoyaltyError as refusal:
            return type(refusal).__name__
        self.done.append((action, cause, given, outcome))
        return outcome

    def twin(self, verb: str, **given: Any) -> Any:
        """The reference's, likewise."""
        try:
            return self.reference.do(self.now, verb, **given)
        except Refused as refusal:
            return str(refusal)

    def same_refusal(self, ours: Any, theirs: Any, *, over: bool = False) -> bool:
        """Whether both refused, for the same reason; False when neither did."""
        name = (ONE_NAME.get(ours, ours) if over else ours) if isinstance(ours, str) else None
        assert name == (theirs if isinstance(theirs, str) else None), (ours, theirs)
        return name is not None

    def meet(self, telegram_id: int) -> None:
        self.ledger.write(people.meet, telegram_id, f"Person {telegram_id}", "en", self.now)

    @initialize(chance=st.randoms(use_true_random=False), rules=st.sampled_from(BOOKS))
    def open(self, chance: Random, rules: Rules) -> None:
        self.reference = Reference(rules)
        self.programme = programme_of(rules)
        for seller in SELLERS:
            self.meet(seller)
            self.act(add_merchant, telegram_id=seller, operator_name="Owner", name=f"Shop {seller}")
        for points in PRICES:
            self.act(add_reward, telegram_id=OWNER, name=f"For {points}", points=points)
        for telegram_id in PERSONS:
            self.meet(telegram_id)
        # All but one of the street are in already, brought by one another, and two have bought something.
        self.join(PERSONS[0])
        for friend, inviter in ((1, 0), (2, 0), (3, 1)):
            self.invite(PERSONS[friend], PERSONS[inviter])
            if friend < 3:
                self.join(PERSONS[friend])
        self.sell(4 * 2 + 1, 1, 2490, None)
        self.sell(4 * 1 + 1, 1, 700, None)
        self.busy_minutes(PERSONS[chance.randrange(3)], chance)

    @property
    def world(self) -> World:
        """What the events have come to by now, to be looked at only."""
        return self.reference.world(self.now)

    def somebody(self, number: int) -> int:
        """Mostly a member."""
        return pick(number, sorted(self.world.people), PERSONS)

    # -- joining ----------------------------------------------------------------------------------------------

    @rule(telegram_id=person)
    def join(self, telegram_id: int) -> None:
        ours = self.act(join, telegram_id=telegram_id, seal=seal(telegram_id), merchant_id=1)
        assert ours.invited == self.twin("join", person=telegram_id)

    @rule(telegram_id=person, inviter=person)
    def invite(self, telegram_id: int, inviter: int) -> None:
        found = self.ledger.write(people.person, inviter)
        if found is None or found.member_id is None:
            return
        followed = self.ledger.write(
            follow_invitation,
            self.cause(),
            telegram_id=telegram_id,
            inviter_id=found.member_id,
            seal=seal(telegram_id),
        )
        assert followed == self.twin("follow", person=telegram_id, inviter=inviter)

    # -- purchases --------------------------------------------------------------------------------------------

    @rule(number=roll, shop=merchant, minor=amount, paper=receipt)
    def sell(self, number: int, shop: int, minor: int, paper: str | None) -> None:
        self.sell_to(self.somebody(number), shop, minor, paper)

    def sell_to(self, telegram_id: int, shop: int, minor: int, paper: str | None) -> None:
        card = self.act(show_card, telegram_id=telegram_id)
        ours = card
        if not isinstance(card, str):
            ours = self.act(
                record_purchase,
                telegram_id=SELLERS[shop - 1],
                amount=minor,
                receipt=paper,
                till_code=card.till_code,
            )
        sale_id = 0 if isinstance(ours, str) else ours.sale_id
        theirs = self.twin("sell", person=telegram_id, merchant=shop, amount=minor, receipt=paper, number=sale_id)
        if not self.same_refusal(ours, theirs):
            assert (ours.points, ours.again) == theirs
            self.sales.append(ours.sale_id)

    @rule(shop=merchant, minor=amount, paper=receipt)
    def show(self, shop: int, minor: int, paper: str | None) -> None:
        ours = self.act(show_sale, telegram_id=SELLERS[shop - 1], amount=minor, receipt=paper)
        sale_id = 0 if isinstance(ours, str) else ours.sale_id
        theirs = self.twin("show", merchant=shop, amount=minor, receipt=paper, number=sale_id)
        if not self.same_refusal(ours, theirs):
            assert ours.again == theirs
            self.sales.append(ours.sale_id)

    @precondition(lambda self: self.sales)
    @rule(number=roll, back=roll)
    def collect(self, number: int, back: int) -> None:
        telegram_id = self.somebody(number)
        waiting = [sale.number for sale in self.world.sales.values() if sale.state == "open"]
        sale_id = pick(back, waiting, self.sales)
        self.collect_one(telegram_id, sale_id)

    def collect_one(self, telegram_id: int, sale_id: int) -> None:
        ours = self.act(collect, telegram_id=telegram_id, sale_id=sale_id, generation=1)
        theirs = self.twin("collect", person=telegram_id, number=sale_id)
        if not self.same_refusal(ours, theirs):
            assert (ours.points, ours.again) == theirs

    def fresh_sales(self, world: World) -> list[Sale]:
        return [
            sale
            for sale in world.sales.values()
            if sale.state == "booked" and sale.booked and self.now - sale.booked < TWO_MINUTES
        ]

    @precondition(lambda self: self.sales)
    @rule(shop=roll, back=roll)
    def undo(self, shop: int, back: int) -> None:
        sale_id = pick(back, [sale.number for sale in self.fresh_sales(self.world)], self.sales)
        self.undo_one(pick(shop, [self.world.sales[sale_id].merchant], [1, 2]), sale_id)

    def undo_one(self, merchant_id: int, sale_id: int) -> None:
        ours = self.act(undo, telegram_id=SELLERS[merchant_id - 1], sale_id=sale_id)
        self.same_refusal(ours, self.twin("undo", merchant=merchant_id, number=sale_id))

    @precondition(lambda self: self.sales)
    @rule(shop=roll, back=roll, part=st.sampled_from([1, 99, 100, 100, 250, 1000, None, None]))
    def refund(self, shop: int, back: int, part: int | None) -> None:
        booked = [sale.number for sale in self.world.sales.values() if sale.state == "booked" and sale.rest]
        sale_id = pick(back, booked, self.sales)
        self.refund_one(pick(shop, [self.world.sales[sale_id].merchant], [1, 2]), sale_id, part)

    def refund_one(self, merchant_id: int, sale_id: int, part: int | None) -> None:
        minor = part or self.world.sales[sale_id].rest or 1
        ours = self.act(refund, telegram_id=SELLERS[merchant_id - 1], sale_id=sale_id, amount=minor)
        theirs = self.twin("refund", merchant=merchant_id, number=sale_id, amount=minor)
        if not self.same_refusal(ours, theirs):
            assert ours.costs.points == theirs

    @precondition(lambda self: self.sales)
    @rule(number=roll, back=roll)
    def not_mine(self, number: int, back: int) -> None:
        fresh = [sale.number for sale in self.fresh_sales(self.world) if sale.route == "qr"]
        sale_id = pick(back, fresh, self.sales)
        owner = self.world.sales[sale_id].member
        telegram_id = pick(number, [owner.person] if owner else [], PERSONS)
        ours = self.act(not_mine, telegram_id=telegram_id, sale_id=sale_id)
        self.same_refusal(ours, self.twin("not_mine", person=telegram_id, number=sale_id))

    # -- campaigns --------------------------------------------------------------------------------------------

    @rule(chance=st.randoms(use_true_random=False), telegram_id=person)
    def a_festival(self, chance: Random, telegram_id: int) -> None:
        """Campaigns that meet, with little room, and somebody who buys and brings back."""
        for _ in range(chance.choice((2, 3))):
            self.start_campaign_of(
                kind=chance.choice(KINDS),
                shop=chance.choice((1, 1, None)),
                first=0,
                days=chance.choice((1, 2)),
                caps=chance.choice(CAPS),
                priority=chance.choice((0, 0, 1)),
                minimum=chance.choice((0, 500)),
            )
        if telegram_id in self.world.people:
            for doing in chance.choice(FESTIVALS):
                self.do_for(telegram_id, doing, chance.randrange(32))
                self.balances_agree()

    @rule(
        kind=st.sampled_from(KINDS),
        shop=st.sampled_from([1, 1, 2, None]),
        first=st.sampled_from([0, 0, 0, 1, 2]),
        days=st.sampled_from([1, 1, 2, 7, 60]),
        caps=st.sampled_from(CAPS),
        priority=st.sampled_from([0, 0, 1]),
        minimum=st.sampled_from([0, 500, 1000]),
    )
    def start_campaign(
        self,
        kind: tuple[int | None, int | None],
        shop: int | None,
        first: int,
        days: int,
        caps: tuple[int | None, int | None],
        priority: int,
        minimum: int,
    ) -> None:
        self.start_campaign_of(kind, shop, first, days, caps, priority, minimum)

    def start_campaign_of(
        self,
        kind: tuple[int | None, int | None],
        shop: int | None,
        first: int,
        days: int,
        caps: tuple[int | None, int | None],
        priority: int,
        minimum: int,
    ) -> None:
        percent, bonus = kind
        first_day = local_date(self.now) + timedelta(days=first)
        plan = Plan(
            name=f"Campaign {self.causes}",
            first_day=first_day,
            last_day=first_day + timedelta(days=days - 1),
            multiplier_percent=percent,
            bonus=bonus,
            minimum=minimum if bonus else 0,
            member_cap=caps[0],
            total_cap=caps[1],
            priority=priority,
        )
        ours = self.act(
            start_campaign,
            telegram_id=SELLERS[(shop or 1) - 1],
            plan=plan,
            everywhere=shop is None,
            operator=shop is None,
        )
        if isinstance(ours, str):
            # Too many stand.
            assert ours == "TooManyCampaigns"
        elif not ours.again:
            campaign = Campaign(
                number=ours.campaign.id,
                shop=shop,
                starts=first_instant(plan.first_day),
                ends=first_instant(plan.last_day + timedelta(days=1)),
                factor=Fraction(percent, 100) if percent else None,
                bonus=bonus,
                minimum=plan.minimum,
                member_cap=caps[0],
                total_cap=caps[1],
                priority=priority,
            )
            self.twin("start", campaign=campaign)

    @precondition(lambda self: self.world.campaigns)
    @rule(back=roll, verb=st.sampled_from(["pause", "pause", "resume", "resume", "end"]))
    def change_campaign(self, back: int, verb: str) -> None:
        number = pick(back, (), sorted(self.world.campaigns))
        change = {"pause": pause_campaign, "resume": resume_campaign, "end": end_campaign}[verb]
        ours = self.act(change, telegram_id=OWNER, campaign_id=number, operator=True)
        if not isinstance(ours, str):
            self.twin({"pause": "lay", "resume": "wake", "end": "stop"}[verb], number=number)

    # -- redeeming --------------------------------------------------------------------------------------------

    @rule(number=roll, points=price)
    def hold(self, number: int, points: int) -> None:
        self.hold_for(self.somebody(number), points)

    def hold_for(self, telegram_id: int, points: int) -> None:
        ours = self.act(hold, telegram_id=telegram_id, reward_id=1 + PRICES.index(points))
        voucher_id = 0 if isinstance(ours, str) else ours.voucher_id
        theirs = self.twin("hold", person=telegram_id, price=points, number=voucher_id)
        if not self.same_refusal(ours, theirs):
            self.vouchers.append(voucher_id)

    def held(self) -> list[int]:
        return [voucher.number for voucher in self.world.vouchers.values() if voucher.state == "held"]

    @precondition(lambda self: self.vouchers)
    @rule(back=roll)
    def confirm(self, back: int) -> None:
        self.confirm_one(pick(back, self.held(), self.vouchers))

    def confirm_one(self, voucher_id: int) -> None:
        ours = self.act(confirm, telegram_id=OWNER, voucher_id=voucher_id)
        self.same_refusal(ours, self.twin("confirm", number=voucher_id), over=True)

    @precondition(lambda self: self.vouchers)
    @rule(number=roll, back=roll)
    def cancel(self, number: int, back: int) -> None:
        voucher_id = pick(back, self.held(), self.vouchers)
        self.cancel_one(pick(number, [self.world.vouchers[voucher_id].member.person], PERSONS), voucher_id)

    def cancel_one(self, telegram_id: int, voucher_id: int) -> None:
        ours = self.act(cancel, telegram_id=telegram_id, voucher_id=voucher_id)
        theirs = self.twin("cancel", person=telegram_id, number=voucher_id)
        if not self.same_refusal(ours, theirs, over=True):
            assert ours.lost == theirs

    @precondition(lambda self: self.world.used)
    @rule(back=roll)
    def reverse(self, back: int) -> None:
        used = self.world.used
        standing = [number for number, use in enumerate(used, 1) if not use.reversed]
        number = pick(back, standing, range(1, len(used) + 1))
        self.reverse_one(number)

    def reverse_one(self, number: int) -> None:
        ours = self.act(reverse, telegram_id=OWNER, redemption_id=number)
        self.same_refusal(ours, self.twin("reverse", number=number))

    @rule(points=price, number=roll)
    def issue_and_use(self, points: int, number: int) -> None:
        self.spend_at_once(self.somebody(number), points)

    @precondition(lambda self: self.codes)
    @rule(number=roll, back=roll)
    def use_code(self, number: int, back: int) -> None:
        self.use_one(self.somebody(number), pick(back, (), self.codes))

    def use_one(self, telegram_id: int, code_id: int) -> None:
        ours = self.act(use_code, telegram_id=telegram_id, code_id=code_id, generation=1)
        self.same_refusal(ours, self.twin("use_code", person=telegram_id, number=code_id), over=True)

    @rule(telegram_id=person, chance=st.randoms(use_true_random=False))
    def busy_minutes(self, telegram_id: int, chance: Random) -> None:
        """One person's purchases and vouchers within minutes: what makes taking points back hard."""
        if telegram_id not in self.world.people:
            return
        doings = list(chance.choice(PATTERNS))
        for _ in range(3):
            doings.insert(chance.randrange(len(doings)), chance.choice(DOINGS))
        for doing in doings:
            self.do_for(telegram_id, doing, chance.randrange(32))
            self.balances_agree()

    def do_for(self, telegram_id: int, doing: str, number: int) -> None:
        """One of `DOINGS` by and for one member; nothing when there is nothing to do it to."""
        world = self.world
        member = world.people[telegram_id]
        sales = [sale.number for sale in self.fresh_sales(world) if sale.member is member]
        held = [v.number for v in world.vouchers.values() if v.member is member and v.state == "held"]
        used = [n for n, use in enumerate(world.used, 1) if use.member is member and not use.reversed]
        if doing == "sell":
            self.sell_to(telegram_id, 1, MINORS[number % len(MINORS)], None)
        elif doing == "hold":
            self.hold_for(telegram_id, PRICES[number % len(PRICES)])
        elif doing == "spend":
            self.spend_all(telegram_id)
        elif doing == "undo" and sales:
            self.undo_one(1, sales[-1 - number % len(sales)])
        elif doing == "refund" and sales:
            self.refund_one(1, sales[-1 - number % len(sales)], (100, 150, 300, None)[number % 4])
        elif doing == "reverse" and used:
            self.reverse_one(used[-1 - number % len(used)])
        elif doing == "confirm" and held:
            self.confirm_one(held[number % len(held)])
        elif doing == "cancel" and held:
            self.cancel_one(telegram_id, held[number % len(held)])
        else:
            self.now += {"wait": timedelta(seconds=2 * number), "linger": timedelta(minutes=10)}.get(doing, timedelta())

    def spend_all(self, telegram_id: int) -> None:
        """All that can be spent, as far as the prices go."""
        for points in reversed(PRICES):
            if self.world.tell(telegram_id)[0] >= points:
                self.spend_at_once(telegram_id, points)

    def spend_at_once(self, telegram_id: int, points: int) -> None:
        ours = self.act(issue_code, telegram_id=OWNER, reward=f"for {points}")
        self.twin("issue", price=points, number=ours.code_id)
        self.codes.append(ours.code_id)
        self.use_one(telegram_id, ours.code_id)

    @rule(number=roll, points=price, seconds=st.integers(1, 700))
    def hold_over_an_expiry(self, number: int, points: int, seconds: int) -> None:
        """A voucher that gives back to lots past their time."""
        telegram_id = self.somebody(number)
        member = self.world.people.get(telegram_id)
        ends = [lot.ends for lot in member.alive(self.now) if lot.ends != NEVER] if member else []
        if ends:
            self.now = max(self.now, ends[0] - timedelta(seconds=1))
            self.hold_for(telegram_id, points)
            self.now += timedelta(seconds=seconds)

    # -- the clock, the job, the wire -------------------------------------------------------------------------

    @rule(moment=st.sampled_from(MOMENTS))
    def wait_a_moment(self, moment: timedelta) -> None:
        self.now += moment

    @rule(leap=st.sampled_from(LEAPS), telegram_id=person, forgotten=st.integers(0, 3))
    def years_pass_or_somebody_goes(self, leap: timedelta, telegram_id: int, forgotten: int) -> None:
        if forgotten:
            self.now += leap
            return
        self.ledger.write(forget_me, self.cause(), self.programme, telegram_id=telegram_id, seal=seal(telegram_id))
        self.twin("forget", person=telegram_id)
        self.meet(telegram_id)

    @rule(spring=st.booleans(), offset=st.sampled_from([-60_000, -1, 0, 1, 3_599_999, 3_600_000]))
    def wait_for_a_clock_change(self, spring: bool, offset: int) -> None:
        """One o'clock in Greenwich on the last Sunday of March or October."""
        for year in (self.now.year, self.now.year + 1):
            day = datetime(year, 3 if spring else 10, 31, 1, tzinfo=UTC)
            day -= timedelta(days=(day.weekday() + 1) % 7)
            if day > self.now:
                self.now = max(self.now, day + timedelta(milliseconds=offset))
                return

    @rule(telegram_id=person, offset=milliseconds)
    def wait_for_a_tier_to_fall(self, telegram_id: int, offset: int) -> None:
        day = self.world.changes_after(telegram_id) if telegram_id in self.world.people else None
        if day is not None:
            self.now = max(self.now, first_instant(day) + timedelta(milliseconds=offset))

    @rule(months=st.integers(0, 7), back=st.integers(1, 3))
    def wait_for_the_end_of_a_month(self, months: int, back: int) -> None:
        """Where months have different lengths."""
        following = months_on(local_date(self.now).replace(day=1), months + 1)
        self.now = max(self.now, first_instant(following - timedelta(days=back)) + timedelta(hours=9))

    @rule(telegram_id=person, minor=st.sampled_from([2490, 6000]), steps=st.integers(0, 3))
    def collect_after_a_rise(self, telegram_id: int, minor: int, steps: int) -> None:
        """A purchase shown before one that may lift the tier, and followed after it."""
        if telegram_id not in self.world.people:
            return
        self.show(1, minor, None)
        shown = self.sales[-1]
        self.now += timedelta(seconds=steps)
        for _ in range(steps):
            self.sell_to(telegram_id, 1, minor, None)
        self.now += timedelta(seconds=steps)
        self.collect_one(telegram_id, shown)

    @rule(friend=person, days=st.sampled_from([13, 14, 20]), spends=st.booleans(), part=st.sampled_from([None, 250]))
    def a_bonus_goes_back(self, friend: int, days: int, spends: bool, part: int | None) -> None:
        """What a friend bought is refunded when both bonuses may have come and been spent."""
        brought = self.world.people[friend].brought if friend in self.world.people else None
        if brought is None:
            return
        self.now += timedelta(days=days)
        inviter = self.world.people[friend].inviter
        if spends and inviter and not inviter.forgotten:
            self.spend_all(inviter.person)
        for sale in [each for each in self.world.sales.values() if each.booked and each.member is brought[0].member]:
            if sale.rest:
                self.refund_one(sale.merchant, sale.number, min(part or sale.rest, sale.rest))
                self.balances_agree()

    @rule(back=roll, offset=milliseconds)
    def wait_for_an_edge(self, back: int, offset: int) -> None:
        edges = self.world.edges()
        if edges:
            self.now = max(self.now, edges[back % len(edges)] + timedelta(milliseconds=offset))

    @rule()
    def book_what_is_due(self) -> None:
        for _ in range(50):
            due = self.ledger.write(due_members, Cause(key="job", now=self.now))
            if not due:
                return
            self.ledger.write(settle_members, self.cause(), self.programme, due)
        raise AssertionError("something is due for ever")

    @precondition(lambda self: self.done)
    @rule(back=st.integers(0, 20))
    def deliver_again(self, back: int) -> None:
        action, cause, given, outcome = self.done[-1 - back % len(self.done)]
        before = self.ledger.write(_size)
        again = self.ledger.write(action, replace(cause, now=self.now, seed=b"other"), self.programme, **given)
        assert again == outcome
        assert self.ledger.write(_size) == before

    # -- what always holds ------------------------------------------------------------------------------------

    @invariant()
    def balances_agree(self) -> None:
        world = self.world
        for telegram_id in PERSONS:
            found = self.ledger.write(people.person, telegram_id)
            member_id = found.member_id if found else None
            assert (member_id is not None) == (telegram_id in world.people)
            if member_id is not None:
                ours = self.ledger.write(balance_of, member_id, self.now, self.programme)
                theirs = world.tell(telegram_id)
                told = (
                    ours.spendable,
                    ours.pending,
                    ours.held,
                    ours.debt,
                    ours.expiring,
                    ours.expires_at,
                    ours.standing.tier.name,
                )
                assert told == theirs, (telegram_id, told, theirs)

    @invariant()
    def the_audit_finds_nothing(self) -> None:
        assert self.ledger.write(audit) == []


def _size(tx: Tx) -> list[int]:
    return [len(rows) for rows in everything(tx).values()]


def _run(histories: int, steps: int) -> None:
    run_state_machine_as_test(
        Histories,
        settings=settings(
            max_examples=histories,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


# In parts, so that several cores can share them.
@pytest.mark.parametrize("part", range(3))
def test_three_hundred_histories_agree_with_the_reference(part: int) -> None:
    _run(100, 20)


@pytest.mark.full
@pytest.mark.parametrize("part", range(20))
def test_ten_thousand_histories_agree_with_the_reference(part: int) -> None:
    _run(500, 20)
