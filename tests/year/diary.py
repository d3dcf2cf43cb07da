"""What one member of the simulated year should hear: their life walked through, tick by tick, by hand.

Nothing here is the service's: the rules are written a second time, from the page that states them, over a list of
events, for one person at a time.
"""

import heapq
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tests.year.clocks import A_DAY, awake_at, day_in, instant, is_quiet, next_tick
from tests.year.messages import A_WEEK, OFFER, REMINDER, URGENT, Facts, Night, Said, Settings, Waiting, What, facts
from tests.year.purse import Ladder, Lot, Purse, Visit, Voucher
from tests.year.story import (
    BONUS,
    BONUS_DAYS,
    HOME,
    LEVELS,
    NEARLY,
    QUIET,
    REMINDER_DAYS,
    REMINDER_MINUTE,
    REWARDS,
    VOUCHER_DAYS,
    WARNING_DAYS,
    WIN_BACK_DAYS,
    Event,
)


class Diary:
    """One member's life. `nights` by tick; `bonuses` are the instants at which friends' purchases paid this member."""

    def __init__(self, who: int, nights: dict[datetime, Night]) -> None:
        self.who = who
        self.nights = nights
        self.said: list[Said] = []
        self.settings = Settings()
        self.purse = Purse()
        self.ladder = Ladder()
        self.vouchers: list[Voucher] = []
        self.visits: list[Visit] = []
        self.joined: datetime | None = None
        self.here = self.known_here = True
        self.asked = False
        self.offered_on: date | None = None
        self.once: set[str] = set()
        self._waiting: list[Waiting] = []
        self._agenda: list[datetime] = []
        self._numbers = 0
        self._at = datetime.min.replace(tzinfo=UTC)

    # What the rest of the world asks of a member.

    @property
    def zone(self) -> str:
        """Where they live."""
        return self.settings.zone or HOME

    @property
    def quiet(self) -> tuple[int, int] | None:
        """When they sleep."""
        return self.settings.quiet or QUIET

    def look_again(self, at: Iterable[datetime]) -> None:
        """Be woken at these ticks."""
        for one in at:
            if one > self._at:
                heapq.heappush(self._agenda, next_tick(one))

    def say(
        self,
        notice: str,
        what: What,
        *,
        sort: int,
        due: datetime,
        pointless: datetime,
        key: str | None = None,
        stopped: Callable[[datetime], bool] = lambda _: False,
    ) -> None:
        """Something to say, once per key."""
        if key is not None:
            if key in self.once:
                return
            self.once.add(key)
        self._numbers += 1
        self._waiting.append(Waiting(sort, due, self._numbers, notice, pointless, what, stopped))
        self.look_again([due])

    def tell(self, now: datetime, notice: str, *, life: timedelta = A_DAY, sort: int = URGENT, **values: Any) -> None:
        """Something to say at once, whose amounts stay as they are."""
        given = facts(**values)
        self.say(notice, lambda _, __: given, sort=sort, due=now, pointless=now + life)

    def pop(self, last: datetime) -> datetime | None:
        """The next tick at which something may happen."""
        if not self._agenda or self._agenda[0] > last:
            return None
        at = heapq.heappop(self._agenda)
        while self._agenda and self._agenda[0] == at:
            heapq.heappop(self._agenda)
        self._at = at
        return at

    # A tick: what they do, what the clock has decided, the night, and what they hear.

    def do(self, event: Event) -> None:
        """Their own doing."""
        getattr(self, f"_{event.what}")(event.at, event.value)

    def _join(self, now: datetime, _: Any) -> None:
        self.joined = now

    def _set(self, now: datetime, value: tuple[str, Any]) -> None:
        setattr(self.settings, *value)
        if value[0] == "birthday":
            # The night whose morning it is depends on where they live by then.
            near = {f"{date(2028, *map(int, value[1].split('-'))) + A_DAY * days:%m-%d}" for days in range(-3, 4)}
            self.look_again(at for at, night in self.nights.items() if f"{night.today:%m-%d}" in near)

    def _block(self, now: datetime, known: bool) -> None:
        self.here, self.known_here = False, not known

    def _return(self, now: datetime, _: Any) -> None:
        self.here = self.known_here = True

    def _forget(self, now: datetime, _: Any) -> None:
        self.joined = None
        self._waiting.clear()
        self._agenda.clear()

    def buy(self, now: datetime, shop: str, units: int, times: int) -> None:
        """A purchase on a day worth so many times the points."""
        today = day_in(HOME, now)
        before = self.ladder.place
        points = int(units * self.ladder.factor * times)
        self.purse.earn(points, now)
        self._watch_lots()
        self.visits.append(Visit(shop, today, points))
        if self.ladder.buy(today, units):
            end = self.ladder.end(today)
            assert end is not None
            self.tell(now, "tier-won", life=A_WEEK, tier=LEVELS[self.ladder.place - 1][0], until=end[0])
        assert self.ladder.place >= before
        self.look_again(instant(HOME, today + A_DAY * days) for days in (1, WIN_BACK_DAYS))

        def booked(me: "Diary", at: datetime) -> Facts:
            return facts(points=points, amount=units * 100, **me.nearly(at))

        self.say("purchase-booked", booked, sort=URGENT, due=now, pointless=now + A_DAY)
        if points and not self.settings.offers and not self.asked:
            self.asked = True
            due = now + timedelta(minutes=1)
            self.say(
                "offers-again",
                lambda me, _: None if me.settings.offers else (),
                sort=REMINDER,
                due=due,
                pointless=due + A_WEEK,
            )

    def nearly(self, at: datetime) -> dict[str, Any]:
        """The cheapest reward beyond reach, if it is near."""
        has = self.purse.spendable(at)
        near = sorted((points - has, name) for _, name, points in REWARDS if has < points <= has + NEARLY)
        return {"nearly": near[0][1], "missing": near[0][0]} if near else {}

    def bonus(self, now: datetime) -> None:
        """Points for a friend, or for having been brought by one: they wait."""
        self.purse.earn(BONUS, now, wait=timedelta(days=BONUS_DAYS), bonus=True)
        self._watch_lots()

    def _watch_lots(self) -> None:
        if self.purse.lots:
            lot = self.purse.lots[-1]
            last = day_in(HOME, lot.ends) - A_DAY
            self.look_again([lot.active, lot.ends])
            self.look_again(instant(HOME, last - timedelta(days=days)) for days in REMINDER_DAYS)

    def _hold(self, now: datetime, reward: str) -> None:
        shop, name, points = next(one for one in REWARDS if one[1] == reward)
        parts = self.purse.take(points, now)
        if parts is None:
            return
        voucher = Voucher(name, shop, points, now + timedelta(days=VOUCHER_DAYS), parts)
        self.vouchers.append(voucher)
        self.look_again([voucher.ends])

        def lapsing(me: "Diary", at: datetime) -> Facts | None:
            if voucher not in me.vouchers or at >= voucher.ends:
                return None
            return facts(reward=name, points=points, ends=voucher.ends)

        self.say("voucher-lapses-soon", lapsing, sort=REMINDER, due=voucher.ends - A_DAY, pointless=voucher.ends)

    def _use(self, now: datetime, _: Any) -> None:
        if self.vouchers and self.vouchers[-1].ends > now:
            voucher = self.vouchers.pop()
            self.tell(now, "voucher-confirmed", reward=voucher.reward, points=voucher.points)

    def _cancel(self, now: datetime, _: Any) -> None:
        if self.vouchers and self.vouchers[-1].ends > now:
            self._give_back(self.vouchers.pop())

    def _give_back(self, voucher: Voucher) -> None:
        for lot, points in voucher.parts:
            lot.left += points
            if lot not in self.purse.lots:
                self.purse.lots.append(lot)

    def settle(self, now: datetime) -> None:
        """Vouchers lapse, points that waited come."""
        for voucher in [one for one in self.vouchers if one.ends <= now]:
            self.vouchers.remove(voucher)
            self._give_back(voucher)
            lost = sum(points for lot, points in voucher.parts if lot.ends <= now)
            notice = "voucher-lapsed-late" if lost else "voucher-lapsed"
            left = voucher.points - lost
            # Held for days: nobody stands at the till and waits to hear it.
            self.tell(now, notice, sort=REMINDER, reward=voucher.reward, points=left, lost=lost or None)
        come = [lot for lot in self.purse.lots if not lot.told and lot.active <= now]
        if come:
            self._points_came(now, come)
        self.purse.drop(now)

    def _points_came(self, now: datetime, come: list[Lot]) -> None:
        for lot in come:
            lot.told = True
        points = sum(lot.left for lot in come if lot.ends > now)

        def available(me: "Diary", at: datetime) -> Facts | None:
            has = me.purse.spendable(at)
            return facts(points=points, bonus=points, balance=has) if has else None

        if points:
            self.say("points-available", available, sort=REMINDER, due=now, pointless=now + A_WEEK)

    def remind(self, now: datetime, notice: str, what: What, *, key: str | None = None) -> None:
        """A reminder in the morning of their day, or at once when that is over; pointless a week later."""
        due = max(now, instant(self.zone, day_in(self.zone, now), REMINDER_MINUTE))
        self.say(notice, what, sort=REMINDER, due=due, pointless=due + A_WEEK, key=key)

    def level(self, now: datetime, night: Night) -> None:
        """The morning's look at a level: it is over, or soon will be."""
        before = self.ladder.place
        self.ladder.live(night.today)
        after = self.ladder.place
        if after < before:
            self.remind(now, "tier-lost", lambda me, at: me.lost(before, at))
        end = self._soon_lost(night.today)
        if end:
            name = self.ladder.name
            self.remind(now, "tier-soon-lost", lambda me, at: me.in_danger(name, at), key=f"tier-soon:{end[0]}")
        if after:
            self.look_again([instant(HOME, night.today + A_DAY)])

    def _soon_lost(self, today: date) -> tuple[date, int] | None:
        end = self.ladder.end(today)
        return end if end and end[1] and end[0] <= today + timedelta(days=WARNING_DAYS) else None

    def lost(self, before: int, at: datetime) -> Facts | None:
        """A level is over, unless it has been won back."""
        place = self.ladder.place
        if place >= before:
            return None
        missing = LEVELS[place][1] - self.ladder.counted(day_in(HOME, at))
        return facts(tier=LEVELS[before - 1][0], lower=self.ladder.name, points=missing)

    def in_danger(self, name: str, at: datetime) -> Facts | None:
        """A level is over soon, unless it has been saved."""
        end = self._soon_lost(day_in(HOME, at))
        return facts(tier=name, until=end[0], points=end[1]) if end and self.ladder.name == name else None

    def hear(self, now: datetime) -> None:
        """All that is due, in its order: said, put off, or dropped for good."""
        for one in sorted(one for one in self._waiting if one.due <= now):
            self._waiting.remove(one)
            self._decide(one, now)

    def _decide(self, one: Waiting, now: datetime) -> None:
        wanted = {REMINDER: self.settings.reminders, OFFER: self.settings.offers, URGENT: 1}[one.sort]
        if one.stopped(now) or one.pointless < now or not self.known_here or not wanted:
            return
        if one.sort != URGENT:
            free = now
            today = day_in(self.zone, now)
            if one.sort == OFFER and self.offered_on is not None and self.offered_on >= today:
                free = instant(self.zone, self.offered_on + A_DAY)
            if free > now or is_quiet(self.quiet, self.zone, now):
                one.due = awake_at(self.quiet, self.zone, free)
                if one.due <= one.pointless:
                    self._waiting.append(one)
                    self.look_again([one.due])
                return
        what = one.what(self, now)
        if what is None:
            return
        if not self.here:
            self.known_here = False
            return
        if one.sort == OFFER:
            self.offered_on = day_in(self.zone, now)
        self.said.append(Said(now, self.who, one.notice, what))
