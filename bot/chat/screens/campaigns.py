"""Campaigns in plain words: a manager's list, the page of each, and starting one."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from bot.actions.campaigns import Campaigns, CampaignSeen
from bot.actions.running import RunningNow
from bot.chat.screens.desk import desk_row
from bot.chat.screens.pages import page_of, page_rows
from bot.chat.screens.screen import Button, Screen
from bot.texts import Html, Speaker
from loyalty.calendar import local_date
from loyalty.estimates import Estimate
from loyalty.model import Campaign
from loyalty.plans import EVERY_DAY, WHOLE_DAY, Plan, Standing, days_of

# How many times as much a double day may give by a button.
_PERCENTS = (150, 200, 300)
# So many that count now are named.
_MOST_RUNNING = 3


def gift(speaker: Speaker, campaign: Campaign | Plan) -> str:
    """What a campaign gives, in two words: double points, 1.5 × points, 5 extra points."""
    if campaign.bonus is not None:
        return speaker.label("campaign-gift-bonus", points=campaign.bonus)
    if campaign.multiplier_percent == 200:
        return speaker.label("campaign-gift-double")
    return speaker.label("campaign-gift-times", times=times(campaign.multiplier_percent or 100))


def times(percent: int) -> int | Decimal:
    """A multiplier in hundredths as the languages write numbers."""
    return percent // 100 if percent % 100 == 0 else Decimal(percent) / 100


def suggested_name(speaker: Speaker, plan: Plan) -> str:
    """What a campaign may be called: Double Saturday, 1.5 × Saturday; the gift where it has several days."""
    if plan.multiplier_percent is None or plan.first_day != plan.last_day:
        return gift(speaker, plan)
    day = speaker.weekday(plan.first_day.weekday())
    if plan.multiplier_percent == 200:
        return speaker.label("campaign-name-double", day=day)
    return speaker.label("campaign-name-times", day=day, times=times(plan.multiplier_percent))


def in_words(speaker: Speaker, campaign: Campaign, merchant: str | None) -> Html:
    """All that a campaign is, a line each."""
    programme = speaker.programme
    place = speaker.say("campaign-at", merchant=merchant) if merchant else speaker.say("campaign-everywhere")
    lines = [speaker.say("campaign-what", gift=gift(speaker, campaign), place=Html(place))]
    if campaign.bonus is not None:
        lines.append(speaker.say("campaign-once-a-day"))
    first, last = days_of(campaign, programme)
    if first == last:
        lines.append(speaker.say("campaign-day", day=speaker.full_day(first)))
    else:
        lines.append(speaker.say("campaign-days", first=speaker.full_day(first), last=speaker.full_day(last)))
    if campaign.weekdays != EVERY_DAY:
        lines.append(speaker.say("campaign-weekdays", days=weekdays(speaker, campaign.weekdays)))
    lines.append(hours_line(speaker, campaign))
    lines += _conditions(speaker, campaign)
    return Html("\n".join(lines))


def weekdays(speaker: Speaker, mask: int) -> str:
    """Weekdays, short: Sat, Sun."""
    return ", ".join(speaker.weekday(number, short=True) for number in range(7) if mask >> number & 1)


def hours(speaker: Speaker, from_minute: int, to_minute: int) -> str:
    """Hours of the day: 15:00–18:00."""
    return f"{speaker.minute(from_minute)}–{speaker.minute(to_minute)}"


def hours_line(speaker: Speaker, campaign: Campaign) -> str:
    """The hours, or the whole day, with the programme's zone."""
    zone = speaker.programme.zone.key
    if campaign.from_minute == 0 and campaign.to_minute == WHOLE_DAY:
        return speaker.say("campaign-whole-day", zone=zone)
    return speaker.say("campaign-hours", hours=hours(speaker, campaign.from_minute, campaign.to_minute), zone=zone)


def _conditions(speaker: Speaker, campaign: Campaign) -> list[str]:
    """For whom and for what, and how far it goes."""
    lines = []
    if campaign.tier is not None:
        lines.append(speaker.say("campaign-for-tier", tier=speaker.tier(campaign.tier)))
    if campaign.first_purchase:
        lines.append(speaker.say("campaign-for-first"))
    if campaign.birthday_month:
        lines.append(speaker.say("campaign-for-birthday"))
    if campaign.category is not None:
        lines.append(speaker.say("campaign-for-category", name=campaign.category))
    if campaign.minimum:
        lines.append(speaker.say("campaign-from-minimum", amount=speaker.money(campaign.minimum)))
    if campaign.member_cap is not None:
        lines.append(speaker.say("campaign-member-cap", points=campaign.member_cap))
    if campaign.total_cap is not None:
        lines.append(speaker.say("campaign-total-cap", points=campaign.total_cap))
    if campaign.priority:
        lines.append(speaker.say("campaign-priority", number=str(campaign.priority)))
    return lines


_MARKS = {Standing.RUNNING: "🎉", Standing.COMING: "⏳", Standing.PAUSED: "⏸", Standing.OVER: "✔️"}


def campaigns(speaker: Speaker, seen: Campaigns, number: int) -> Screen:
    """What runs, comes, is paused or was over lately, with what each gave so far, and the way to make one."""
    page = page_of(seen.seen, number)
    lines = [speaker.say("campaigns" if seen.seen else "campaigns-none", merchant=seen.merchant)]
    lines += [_line(speaker, one) for one in page.items]
    pages = tuple(
        (Button(text=f"{_MARKS[one.standing]} {one.campaign.name}", data=f"campaign:{one.campaign.id}"),)
        for one in page.items
    )
    make = (
        Button(text=speaker.label("button-campaign-new"), data="campaign-new"),
        Button(text=speaker.label("button-desk-doubleday"), data="doubleday"),
    )
    preview = (Button(text=speaker.label("button-preview"), data="preview"),)
    rows = (*pages, *page_rows(speaker, page, "campaigns"), make, preview, desk_row(speaker))
    return Screen(text="\n".join(lines), rows=rows)


def _line(speaker: Speaker, seen: CampaignSeen) -> str:
    campaign = seen.campaign
    first, last = days_of(campaign, speaker.programme)
    days = speaker.short_day(first) if first == last else f"{speaker.short_day(first)} – {speaker.short_day(last)}"
    return speaker.say(
        "campaigns-line",
        mark=_MARKS[seen.standing],
        name=campaign.name,
        gift=gift(speaker, campaign),
        days=days,
        points=campaign.given,
    )


def campaign(speaker: Speaker, seen: CampaignSeen) -> Screen:
    """A campaign's page: how it stands, all that it is, what it gave, and what can be done."""
    number = seen.campaign.id
    lines = [
        speaker.say("campaign-title", name=seen.campaign.name),
        speaker.say(f"campaign-is-{seen.standing}"),
        in_words(speaker, seen.campaign, seen.merchant),
        speaker.say("campaign-gave", points=seen.campaign.given),
    ]
    doing: list[Button] = []
    if seen.may_change and seen.standing is not Standing.OVER:
        if seen.standing is Standing.PAUSED:
            doing.append(Button(text=speaker.label("button-campaign-resume"), data=f"campaign-resume:{number}"))
        else:
            doing.append(Button(text=speaker.label("button-campaign-pause"), data=f"campaign-pause:{number}"))
        doing.append(Button(text=speaker.label("button-campaign-end"), data=f"campaign-end:{number}"))
    rows = (tuple(doing),) if doing else ()
    return Screen(text="\n".join(lines), rows=(*rows, campaigns_row(speaker)))


def campaigns_row(speaker: Speaker) -> tuple[Button, ...]:
    """The way back to the list."""
    return (Button(text=speaker.label("button-desk-campaigns"), data="campaigns"),)


def sure_to_end(speaker: Speaker, seen: CampaignSeen) -> Screen:
    """End is for good."""
    number = seen.campaign.id
    row = (
        Button(text=speaker.label("button-campaign-end"), data=f"campaign-end-now:{number}"),
        Button(text=speaker.label("button-campaign-keep"), data=f"campaign:{number}"),
    )
    return Screen(text=speaker.say("campaign-sure-to-end", name=seen.campaign.name), rows=(row,))


def started(speaker: Speaker, seen: CampaignSeen) -> Screen:
    """A campaign stands, or stood there already."""
    head = speaker.say("campaign-there-already" if seen.again else "campaign-started", name=seen.campaign.name)
    told = "campaign-is-paused" if seen.standing is Standing.PAUSED else "campaign-seen-by-members"
    text = "\n".join([head, in_words(speaker, seen.campaign, seen.merchant), speaker.say(told)])
    page = (Button(text=f"{_MARKS[seen.standing]} {seen.campaign.name}", data=f"campaign:{seen.campaign.id}"),)
    return Screen(text=text, rows=(page, campaigns_row(speaker)))


def start_row(speaker: Speaker, data: str) -> tuple[Button, ...]:
    """Start, or leave it."""
    return (Button(text=speaker.label("button-campaign-start"), data=data), cancel_button(speaker))


def cancel_button(speaker: Speaker) -> Button:
    """Nothing is started."""
    return Button(text=speaker.label("button-campaign-cancel"), data="campaign-cancel")


def ask_double_day(speaker: Speaker, now: datetime) -> Screen:
    """Which day shall be a double day."""
    today = local_date(now, speaker.programme)
    days = tuple(
        Button(text=speaker.label(label), data=f"doubleday:{(today + timedelta(days=ahead)).isoformat()}")
        for ahead, label in enumerate(("button-day-today", "button-day-tomorrow"))
    )
    following = tuple(
        Button(text=speaker.short_day(day), data=f"doubleday:{day.isoformat()}")
        for day in (today + timedelta(days=ahead) for ahead in range(2, 8))
    )
    return Screen(
        text=speaker.say("doubleday-ask"), rows=(days, following[:3], following[3:], (cancel_button(speaker),))
    )


def sure_to_start(
    speaker: Speaker, plan: Plan, campaign: Campaign, merchant: str, before_start: str, data: str
) -> Screen:
    """What a double day will be, and what there is to say before it starts; `data` is the button's that starts it."""
    text = [
        speaker.say("doubleday-sure", name=plan.name),
        in_words(speaker, campaign, merchant),
        speaker.say("campaign-seen-by-members"),
        before_start,
    ]
    others = tuple(
        Button(
            text=speaker.label("button-plan-times", times=times(percent)),
            data=f"doubleday:{plan.first_day.isoformat()} x{Decimal(percent) / 100}",
        )
        for percent in _PERCENTS
        if percent != plan.multiplier_percent
    )
    return Screen(text="\n".join(text), rows=(start_row(speaker, data), others))


def cost(speaker: Speaker, estimate: Estimate | None) -> str:
    """What a campaign will cost, in points and what they are worth, and what that is taken from."""
    if estimate is None:
        return speaker.say("estimate-none")
    worth = speaker.programme.worth_minor
    high = {"points": estimate.high, "worth": speaker.money(worth(estimate.high))}
    if estimate.low == estimate.high:
        said = speaker.say("estimate-about", **high)
    else:
        low = {"low": speaker.number(estimate.low), "least": speaker.money(worth(estimate.low))}
        said = speaker.say("estimate-between", **high, **low)
    return f"{said} {speaker.say('estimate-basis', count=estimate.weeks)}"


def running_lines(speaker: Speaker, running: Sequence[RunningNow]) -> list[str]:
    """What counts for a member now, a line each, as many as one reads."""
    return [running_line(speaker, one) for one in running[:_MOST_RUNNING]]


def running_line(speaker: Speaker, one: RunningNow) -> str:
    """What a campaign gives now, where, for what, and until when: one line."""
    campaign = one.campaign
    place = speaker.say("campaign-at", merchant=one.merchant) if one.merchant else speaker.say("campaign-everywhere")
    what = gift(speaker, campaign)
    if campaign.category is not None:
        what = speaker.label("balance-campaign-category", gift=what, name=campaign.category)
    if campaign.first_purchase:
        what = speaker.label("balance-campaign-first", gift=what)
    if campaign.minimum:
        what = speaker.label("balance-campaign-minimum", gift=what, amount=speaker.money(campaign.minimum))
    if one.until_at is None:
        return speaker.say("balance-campaign", gift=what, place=Html(place))
    return speaker.say("balance-campaign-until", gift=what, place=Html(place), time=speaker.time(one.until_at))
