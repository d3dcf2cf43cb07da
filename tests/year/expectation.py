"""Every message that the simulated year should bring, listed by hand from its events."""

from collections import Counter, defaultdict
from datetime import datetime

from tests.year import owners, reminding
from tests.year.announcing import Desk, Wave, desk_of, times, write
from tests.year.clocks import A_DAY, day_in, ticks
from tests.year.diary import Diary
from tests.year.messages import Night, Said
from tests.year.purse import Visit
from tests.year.story import BONUS, BONUS_DAYS, BONUS_UNITS, HOME, WIN_BACK_DAYS, Event, Story


def nights_of(story: Story) -> dict[datetime, Night]:
    """The ticks at which the jobs at midnight run: each midnight at home, late after the silence."""
    nights: dict[datetime, Night] = {}
    since = day_in(HOME, story.begins) - A_DAY
    for at in ticks(story.begins, story.ends):
        today = day_in(HOME, at)
        if today > since and not story.down <= at < story.up:
            nights[at] = Night(since, today)
            since = today
    return nights


def expected(story: Story) -> Counter[Said]:
    """All that members and owners should have heard by the end of the story."""
    lives: dict[int, list[Event]] = defaultdict(list)
    for event in story.events:
        lives[event.who].append(event)
    friends = _friends(story.events)
    nights = nights_of(story)
    desk = desk_of(story)
    said: Counter[Said] = Counter()
    visits: dict[int, list[Visit]] = {}
    for who in story.members:
        me = Diary(who, nights)
        said.update(_life(story, me, lives[who], friends[who], desk))
        visits[who] = me.visits
    said.update(owners.reports(visits, nights, story.ends))
    return said


def _friends(events: list[Event]) -> dict[int, list[tuple[datetime, str]]]:
    """What friends do to a member: they join by the member's link, their first real purchase pays both."""
    members: dict[int, datetime] = {}
    brought: dict[int, int] = {}
    found: dict[int, list[tuple[datetime, str]]] = defaultdict(list)
    for event in events:
        if event.what == "join":
            members[event.who] = event.at
            if event.value in members and members[event.value] < event.at:
                brought[event.who] = event.value
                found[event.value].append((event.at, "friend"))
        elif event.what == "forget":
            members.pop(event.who)
        elif event.what == "buy" and event.value[1] >= BONUS_UNITS and event.who in brought:
            inviter = brought.pop(event.who)
            found[event.who].append((event.at, "brought"))
            if inviter in members:
                found[inviter].append((event.at, "paid"))
    return found


def _life(story: Story, me: Diary, events: list[Event], friends: list[tuple[datetime, str]], desk: Desk) -> list[Said]:
    """One member's, from the first tick to the last."""
    mine: dict[datetime, list[Event]] = defaultdict(list)
    theirs: dict[datetime, list[str]] = defaultdict(list)
    waves: dict[datetime, list[Wave]] = defaultdict(list)
    for event in events:
        mine[event.at].append(event)
    for at, what in friends:
        theirs[at].append(what)
    for wave in desk.waves:
        if wave.written is not None:
            waves[wave.written].append(wave)
    me.look_again([*mine, *theirs, *waves])
    while (tick := me.pop(story.ends)) is not None:
        at = tick
        if story.down <= at < story.up:
            me.look_again([story.up])
            continue
        me.settle(at)
        for event in mine[at]:
            _do(me, event, desk)
        if me.joined is not None:
            for what in theirs[at]:
                _by_a_friend(me, at, what)
            if at in me.nights:
                _night(me, at)
            for wave in waves[at]:
                write(me, desk, wave, at)
            me.hear(at)
    return me.said


def _do(me: Diary, event: Event, desk: Desk) -> None:
    if event.what == "buy":
        shop, units = event.value
        me.buy(event.at, shop, units, times(me, desk, shop, event.at))
    else:
        me.do(event)


def _night(me: Diary, at: datetime) -> None:
    night = me.nights[at]
    me.level(at, night)
    reminding.points_end(me, at, night)
    reminding.birthday(me, at, night)
    reminding.win_back(me, at, night, WIN_BACK_DAYS)


def _by_a_friend(me: Diary, at: datetime, what: str) -> None:
    if what == "friend":
        me.tell(at, "friend-joined")
        return
    me.bonus(at)
    if what == "paid":
        me.tell(at, "referral-paid", points=BONUS, at=at + A_DAY * BONUS_DAYS)


def differences(expected: Counter[Said], heard: Counter[Said], most: int = 40) -> str:
    """What was left out and what was too much, in the order of time; empty where they agree."""
    lines: list[tuple[Said, str]] = []
    for sign, surplus in (("missing", expected - heard), ("too much", heard - expected)):
        for said, often in surplus.items():
            lines += [(said, f"{sign:>8}: {said}{f' ({often} times)' if often > 1 else ''}")]
    lines.sort()
    head = [f"{len(lines)} differences among {expected.total()} expected and {heard.total()} heard"]
    return "\n".join(head + [line for _, line in lines[:most]]) if lines else ""
