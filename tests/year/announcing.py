"""What the shops of the simulated year say to many: who hears it, and when."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, timezone

from tests.year.clocks import A_DAY, awake_at, day_in, instant, next_tick
from tests.year.diary import Diary
from tests.year.messages import OFFER, Facts, facts
from tests.year.story import EVE_MINUTE, HOME, MORNING_MINUTE, Campaign, Message, Story


@dataclass
class Wave:
    """Something said to many: written at a tick, for whoever it is for then; `silent_at` when it is stopped."""

    name: str
    notice: str
    order: int
    starts: datetime
    ends: datetime
    day: date | None
    minute: int | None
    campaign: Campaign | None = None
    message: Message | None = None
    stopped: datetime | None = None
    written: datetime | None = None


@dataclass
class Desk:
    """All waves in the order in which they are planned, and when each campaign counts."""

    waves: list[Wave] = field(default_factory=list)
    campaigns: dict[str, Campaign] = field(default_factory=dict)
    changes: dict[str, list[tuple[datetime, str]]] = field(default_factory=dict)

    def state(self, name: str, at: datetime) -> str:
        """Whether a campaign is active, paused or ended at the end of a tick's events."""
        return [state for since, state in self.changes[name] if since <= at][-1]


def _at_offset(day: date, minute: int, hours: int) -> datetime:
    zone = timezone(timedelta(hours=hours))
    return datetime.combine(day, time(minute // 60, minute % 60), zone).astimezone(UTC)


def desk_of(story: Story) -> Desk:
    """What the shops planned, paused and stopped."""
    desk = Desk()
    for event in story.desk:
        if event.what == "campaign":
            _plan(desk, event.value, event.at)
        elif event.what == "message":
            _say(desk, event.value, event.at)
        elif event.what in ("pause", "resume", "end"):
            _change(desk, event.value, event.what, event.at)
        elif event.what in ("stop", "hush"):
            for wave in desk.waves:
                if wave.name == event.value and wave.stopped is None:
                    wave.stopped = event.at
    for wave in desk.waves:
        at = _served(story, wave.starts)
        if wave.campaign is not None and desk.state(wave.name, at) == "paused":
            # While it is paused nothing is written for it.
            later = [since for since, state in desk.changes[wave.name] if since > at and state == "active"]
            at = _served(story, later[0]) if later else wave.ends
        wave.written = at if at < wave.ends and (wave.stopped is None or at < wave.stopped) else None
    return desk


def _served(story: Story, at: datetime) -> datetime:
    """When the service comes to what is due at an instant."""
    tick = next_tick(at)
    return story.up if story.down <= tick < story.up else tick


def _plan(desk: Desk, campaign: Campaign, now: datetime) -> None:
    desk.campaigns[campaign.name] = campaign
    desk.changes[campaign.name] = [(now, "active")]
    over = instant(HOME, campaign.last + A_DAY)
    today = day_in(HOME, now)
    # It counts from the moment it is made, if that is later.
    first = max(campaign.first, today)
    if first > today:
        eve = first - A_DAY
        ends = min(over, _at_offset(first, 0, -12))
        starts = max(now, _at_offset(eve, EVE_MINUTE, 14))
        desk.waves.append(
            Wave(campaign.name, "broadcast-eve", len(desk.waves), starts, ends, eve, EVE_MINUTE, campaign)
        )
    starts = max(now, _at_offset(first, MORNING_MINUTE, 14))
    desk.waves.append(
        Wave(campaign.name, "broadcast-morning", len(desk.waves), starts, over, first, MORNING_MINUTE, campaign)
    )


def _say(desk: Desk, message: Message, now: datetime) -> None:
    starts, ends = now, now + A_DAY
    if message.day is not None and message.minute is not None:
        starts = max(now, _at_offset(message.day, message.minute, 14))
        ends = _at_offset(message.day, message.minute, -12) + A_DAY
    number = len(desk.waves)
    desk.waves.append(
        Wave(message.text, "broadcast-message", number, starts, ends, message.day, message.minute, message=message)
    )


def _change(desk: Desk, name: str, what: str, now: datetime) -> None:
    over = instant(HOME, desk.campaigns[name].last + A_DAY)
    if desk.changes[name][-1][1] == "ended" or now >= over:
        return
    desk.changes[name].append((now, {"pause": "paused", "resume": "active", "end": "ended"}[what]))
    if what == "end":
        for wave in desk.waves:
            if wave.name == name and wave.stopped is None:
                wave.stopped = now


def write(me: Diary, desk: Desk, wave: Wave, now: datetime) -> None:
    """A wave is written for a member, if it is for them."""
    if not (me.settings.offers and me.known_here) or not _is_for(me, wave, now):
        return
    due, ends = now, wave.ends
    if wave.day is not None and wave.minute is not None:
        due = max(now, instant(me.zone, wave.day, wave.minute))
        if wave.notice == "broadcast-eve":
            ends = min(ends, instant(me.zone, wave.day + A_DAY, MORNING_MINUTE))
    if wave.message is not None:
        ends = min(ends, due + A_DAY)
    due = awake_at(me.quiet, me.zone, due)
    me.say(wave.notice, _what(desk, wave), sort=OFFER, due=due, pointless=ends, stopped=_stopped(desk, wave))


def _stopped(desk: Desk, wave: Wave) -> Callable[[datetime], bool]:
    def stopped(at: datetime) -> bool:
        if wave.stopped is not None and wave.stopped <= at:
            return True
        return wave.campaign is not None and desk.state(wave.campaign.name, at) != "active"

    return stopped


def _is_for(me: Diary, wave: Wave, now: datetime) -> bool:
    if wave.campaign is not None:
        return may_have(me, wave.campaign)
    assert wave.message is not None
    name: str = wave.message.segment[0]
    number: int = wave.message.segment[1] or 0
    today = day_in(HOME, wave.starts)
    here = [visit.day for visit in me.visits if visit.shop == wave.message.shop]
    if name == "tier":
        return me.ladder.place >= 1
    if name == "bought":
        return any(today - day < A_DAY * number for day in here)
    if name == "unseen":
        return bool(here) and not any(today - day < A_DAY * number for day in here)
    if name == "balance":
        return me.purse.spendable(now) > number
    if name == "born":
        return int((me.settings.birthday or "0")[:2]) == number
    return True


def may_have(me: Diary, campaign: Campaign) -> bool:
    """Whether a purchase of theirs can have something of a campaign."""
    months = {(campaign.first + A_DAY * ahead).month for ahead in range((campaign.last - campaign.first).days + 1)}
    if campaign.tier is not None and me.ladder.place < 1:
        return False
    if campaign.newcomers and me.visits:
        return False
    return not campaign.birthdays or int((me.settings.birthday or "0")[:2]) in months


def _what(desk: Desk, wave: Wave) -> Callable[[Diary, datetime], Facts | None]:
    def what(me: Diary, at: datetime) -> Facts | None:
        campaign = wave.campaign
        if campaign is None:
            return facts(text=wave.name)
        assert wave.day is not None
        first = wave.day + A_DAY if wave.notice == "broadcast-eve" else wave.day
        today = day_in(me.zone, at)
        if not may_have(me, campaign) or (at >= wave.ends and wave.notice != "broadcast-eve"):
            return None
        if wave.notice == "broadcast-eve":
            return facts(campaign=campaign.name, when="tomorrow") if today == wave.day else None
        if today < first:
            return None
        return facts(campaign=campaign.name, when="today" if today == first else "now")

    return what


def times(me: Diary, desk: Desk, shop: str, now: datetime) -> int:
    """How many times the points a purchase is worth: the best of what counts."""
    found = [1]
    for name, campaign in desk.campaigns.items():
        first, after = instant(HOME, campaign.first), instant(HOME, campaign.last + A_DAY)
        if campaign.shop != shop or not first <= now < after or now < desk.changes[name][0][0]:
            continue
        if desk.state(name, now) != "active" or not may_have(me, campaign):
            continue
        if campaign.birthdays and int((me.settings.birthday or "0")[:2]) != day_in(HOME, now).month:
            continue
        found.append(campaign.times)
    return max(found)
