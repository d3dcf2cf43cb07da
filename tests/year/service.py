"""The service itself through the simulated year: the real actions, jobs and sender on a real file, and a door that
records what would have gone to Telegram. Only the clock is moved by hand.
"""

import asyncio
from collections import Counter, defaultdict, deque
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any, cast
from zoneinfo import ZoneInfo

from bot.actions.action import Cause
from bot.actions.broadcasts import due_broadcasts, plan_message, stop_broadcast
from bot.actions.campaigns import end_campaign, pause_campaign, resume_campaign, start_campaign, stop_announcement
from bot.actions.card import show_card
from bot.actions.forget import forget_me
from bot.actions.freshness import FRESH
from bot.actions.purchase import record_purchase
from bot.actions.redeem import cancel, confirm
from bot.actions.settle import due_members
from bot.actions.winning_back import set_win_back
from bot.chat.screens.screen import Screen
from bot.jobs import Jobs
from bot.push.pacing import Pacing
from bot.push.rendering import Rendering
from bot.push.sender import Sender
from bot.telegram import Blocked, Telegram
from bot.texts import Texts
from loyalty.errors import AlreadyEnded, LinkExpired, NotEnoughPoints
from loyalty.plans import Plan
from loyalty.programme import Expiry, ExpiryPolicy, Programme, Tier
from loyalty.segments import Segment
from storage import people
from storage.database import Database, Tx
from storage.people import Person
from storage.rows import ms
from tests.bot.actions.shop import Shop, seal
from tests.bot.push.test_pacing import Time
from tests.year import story as told
from tests.year.clocks import day_in, ticks
from tests.year.hearing import heard
from tests.year.messages import Said
from tests.year.story import CAFE, HOME, Campaign, Event, Story

SELLERS = told.SHOPS
_CHANGES = {"pause": pause_campaign, "resume": resume_campaign, "end": end_campaign, "hush": stop_announcement}
_DUE = "SELECT 1 AS due FROM outbox WHERE (state = 'ready' AND not_before <= $1) OR state = 'sending' LIMIT 1"

PROGRAMME = Programme(
    zone=ZoneInfo(HOME),
    currency="EUR",
    exponent=2,
    expiry=Expiry(policy=ExpiryPolicy.DAYS, count=told.LIFE_DAYS),
    tiers=tuple(Tier(name=name, threshold=least, multiplier=Fraction(*factor)) for name, least, factor in told.LEVELS),
    tier_months=told.LEVEL_MONTHS,
    tier_grace=timedelta(days=told.GRACE_DAYS),
    tier_warning=timedelta(days=told.WARNING_DAYS),
    voucher_life=timedelta(days=told.VOUCHER_DAYS),
    purchases_a_day=None,
    reminder_days=told.REMINDER_DAYS,
    reminder_minute=told.REMINDER_MINUTE,
    eve_minute=told.EVE_MINUTE,
    morning_minute=told.MORNING_MINUTE,
    quiet=told.QUIET,
    nearly_points=told.NEARLY,
)


class Recording:
    """What stands for Telegram: takes what is pushed, and refuses whom nobody can reach."""

    def __init__(self) -> None:
        time = Time()
        self.pacing = Pacing(monotonic=time.monotonic, sleep=time.sleep)
        self.blocked: set[int] = set()
        self.meant: dict[int, tuple[Screen, Said]] = {}
        self.heard: Counter[Said] = Counter()

    async def push(self, chat_id: int, screen: Screen) -> int:
        """A message goes out, or Telegram says that the bot is blocked."""
        if chat_id in self.blocked:
            raise Blocked("sendMessage", "Forbidden: bot was blocked by the user")
        _, said = self.meant.pop(id(screen))
        assert said.to == chat_id
        self.heard[said] += 1
        return 1


class _ByHand:
    """The clock on the wall of the street."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop

    def now(self) -> datetime:
        return self._shop.now


class Service(Shop):
    """The street of the year, with jobs and a sender that are told when to work."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, PROGRAMME)
        self.door = Recording()
        self._texts = Texts(PROGRAMME, "en")
        self._rewards: dict[str, int] = {}
        self._vouchers: dict[int, list[tuple[int, str]]] = defaultdict(list)
        self._members: dict[int, int] = {}
        self._last_night = date.min
        self._campaigns: dict[str, int] = {}
        self._messages: dict[str, int] = {}
        self._clock = _ByHand(self)
        self._jobs = Jobs(database, PROGRAMME, self._clock, lambda: None)
        self._sender = Sender(database, cast("Telegram", self.door), self._clock, self._render, PROGRAMME)

    async def open_shops(self, at: datetime) -> None:
        """Two merchants with rewards, whose owners sell."""
        self.now = at
        await self.open()
        for place, name, points in told.REWARDS:
            self._rewards[name] = await self.reward(points, name, by=SELLERS[place])

    async def live(self, story: Story) -> None:
        """Every tick of a story, but for those when the service is down."""
        todo = deque(story.events)
        sending = asyncio.create_task(self._sender.run())
        try:
            for at in ticks(story.begins, story.ends):
                if story.down <= at < story.up:
                    continue
                self.now = at
                await self._events(todo)
                if not await self._something_due():
                    continue
                await self._jobs.settle()
                await self._jobs.nightly()
                await self._jobs.broadcasts()
                await self._jobs.tidy()
                await self._sent(sending)
        finally:
            await self._sender.stop()
            await sending
        assert not todo

    async def _something_due(self) -> bool:
        """Whether the jobs or the sender may have something to do: a night, or something in the tables by its time."""
        today = day_in(HOME, self.now)
        night = today != self._last_night
        self._last_night = today
        return night or await self.database.read(_anything, self.now)

    async def _events(self, todo: deque[Event]) -> None:
        """What people do at this tick, in their order."""
        doing = []
        while todo and todo[0].at == self.now:
            doing.append(self._do(todo.popleft()))
        await asyncio.gather(*doing)

    async def _sent(self, sending: asyncio.Task[None]) -> None:
        """Everything that is due at this tick has come to its end, or was put off."""
        for _ in range(100_000):
            if not await self.rows(_DUE, ms(self.now)):
                return
            self._sender.wake()
            await asyncio.sleep(0.001)
            if sending.done():
                sending.result()
        raise AssertionError(f"something is due for ever at {self.now}")

    async def _render(self, name: str, data: dict[str, Any], person: Person) -> Screen | None:
        """The real message, and beside it what is in it."""
        seen = [data]

        def look(tx: Tx, *given: Any) -> dict[str, Any] | None:
            found = FRESH[name](tx, *given)
            seen.append(found or {})
            return found

        fresh = {name: look} if name in FRESH else {}
        screen = await Rendering(self.database, self._texts, self._clock, fresh=fresh)(name, dict(data), person)
        if screen is not None:
            said = Said(self.now, person.telegram_id, name, heard(name, seen[-1]))
            self.door.meant[id(screen)] = screen, said
        return screen

    async def _do(self, event: Event) -> None:
        who, value = event.who, event.value
        match event.what:
            case "join":
                self._members[who] = await self.join(who, invited_by=self._members.get(value))
            case "buy":
                await self.act(_buy, telegram_id=who, seller=SELLERS[value[0]], units=value[1])
            case "hold":
                with suppress(NotEnoughPoints):
                    held = await self.hold(who, self._rewards[value])
                    self._vouchers[who].append((held.voucher_id, value))
            case "use" | "cancel":
                await self._end_voucher(event)
            case "set":
                await self.database.write(_set, who, *value)
            case "block":
                self.door.blocked.add(who)
                if value:
                    await self.database.write(people.set_reachable, who, reachable=False)
            case "return":
                self.door.blocked.discard(who)
                await self.meet(who, "Ayşe Kaya")
            case "forget":
                del self._members[who]
                await self.act(forget_me, telegram_id=who, seal=seal(who))
            case _:
                await self._at_the_desk(event)

    async def _at_the_desk(self, event: Event) -> None:
        who, value = event.who, event.value
        match event.what:
            case "win-back":
                await self.act(set_win_back, telegram_id=who, days=value)
            case "campaign":
                seen = await self.act(start_campaign, telegram_id=who, plan=_plan(value), announce=True)
                self._campaigns[value.name] = seen.campaign.id
            case "pause" | "resume" | "end" | "hush":
                with suppress(AlreadyEnded):
                    await self.act(_CHANGES[event.what], telegram_id=who, campaign_id=self._campaigns[value])
            case "message":
                self._messages[value.text] = await self.act(
                    plan_message,
                    telegram_id=who,
                    merchant_id=self.cafe if value.shop == CAFE else self.bakery,
                    segment=_segment(*value.segment),
                    text=value.text,
                    local_date=value.day,
                    local_minute=value.minute,
                )
            case "stop":
                await self.act(stop_broadcast, telegram_id=who, broadcast_id=self._messages[value])
            case _:
                raise AssertionError(event)

    async def _end_voucher(self, event: Event) -> None:
        """The voucher taken last is used at the till or cancelled, unless there is none any more."""
        if not self._vouchers[event.who]:
            return
        voucher_id, reward = self._vouchers[event.who].pop()
        with suppress(LinkExpired, AlreadyEnded):
            if event.what == "cancel":
                await self.act(cancel, telegram_id=event.who, voucher_id=voucher_id)
            else:
                seller = next(SELLERS[place] for place, name, _ in told.REWARDS if name == reward)
                await self.act(confirm, telegram_id=seller, voucher_id=voucher_id)


def _anything(tx: Tx, now: datetime) -> bool:
    """Read in one go, for most ticks are idle."""
    return bool(tx.all(_DUE, ms(now)) or due_members(tx, Cause(key="", now=now)) or due_broadcasts(tx, now))


def _buy(tx: Tx, cause: Cause, programme: Programme, *, telegram_id: int, seller: int, units: int) -> None:
    """A customer shows their card, the cashier books."""
    card = show_card(tx, replace(cause, key=f"{cause.key}:card"), programme, telegram_id=telegram_id)
    record_purchase(tx, cause, programme, telegram_id=seller, amount=units * 100, receipt=None, card_id=card.card_id)


def _set(tx: Tx, telegram_id: int, name: str, value: Any) -> None:
    """A choice in the settings."""
    if name != "quiet":
        people.set_choice(tx, telegram_id, name, value)
        return
    begins, ends = value or (None, None)
    people.set_choice(tx, telegram_id, "quiet_from", begins)
    people.set_choice(tx, telegram_id, "quiet_to", ends)


def _plan(campaign: Campaign) -> Plan:
    return Plan(
        name=campaign.name,
        first_day=campaign.first,
        last_day=campaign.last,
        multiplier_percent=100 * campaign.times,
        tier=campaign.tier,
        first_purchase=int(campaign.newcomers),
        birthday_month=int(campaign.birthdays),
    )


def _segment(name: str, number: Any) -> Segment:
    given = {
        "tier": {"tier": number},
        "bought": {"bought_days": number},
        "unseen": {"unseen_days": number},
        "balance": {"balance_above": number},
        "born": {"birthday_months": (number,)},
    }
    return Segment(**given.get(name, {}))
