"""Writing a document in TOML, with what each number means."""

from bot.document.document import Document
from bot.document.kinds import NO_LIMIT
from bot.document.sections import COUNTED, Earning
from loyalty.programme import DebtPolicy, ExpiryPolicy, Stacking

_POLICIES = ", ".join(ExpiryPolicy)


def written(document: Document, heading: str) -> str:
    """The document in TOML, with what each number means; reading it gives the same document."""
    lines = [
        f"# {heading}",
        "# Money is in units of the currency, exact (24.90); points are whole; the sum is rounded down once.",
        *_earning(document.earning),
        *_points(document),
        *_tiers(document),
        *_referral(document),
        *_limits(document),
        *_push(document),
        *_lives(document),
        "",
    ]
    return "\n".join(lines)


def _earning(earning: Earning) -> list[str]:
    rate = 1 if earning.points_per_step is None else earning.points_per_step
    lines = [
        "",
        "[earning]",
        f"step = {earning.step}  # units of money; only whole steps earn",
        *([] if earning.brackets else [f"points_per_step = {rate}  # points for each whole step"]),
        f"pending_days = {earning.pending_days}  # days until the points of a purchase can be spent",
        f"largest_sale = {earning.largest_sale}  # units; a larger purchase is refused",
    ]
    if not earning.brackets:
        lines += ["# or, instead of points_per_step, one [[earning.brackets]] with from and points_per_step for each"]
    for row in earning.brackets:
        lines += [
            "",
            "[[earning.brackets]]",
            f"from = {row.from_units}  # units; up to the next bracket",
            f"points_per_step = {row.points_per_step}  # points for each whole step that lies in it",
        ]
    lines += ["", "[earning.categories]  # points for each whole step of a sale that names it: /sale 24.90 R-1 coffee"]
    return lines + [f'"{name}" = {points}' for name, points in earning.categories.items()]


def _points(document: Document) -> list[str]:
    expiry = document.expiry
    counted = COUNTED.get(expiry.policy)
    return [
        "",
        "[expiry]  # for points earned from now on",
        f'policy = "{expiry.policy}"  # one of {_POLICIES}; the next key is months, months, days, years or none',
        *([f"{counted[0]} = {expiry.count}  # {counted[0]} after activation"] if counted else []),
        f"sliding = {_switch(expiry.sliding)}  # true: every purchase and reward gives a member's points a new life",
        f"given_back_days = {expiry.given_back_days}  # days that points live which staff give back past their end",
        "",
        "[debt]",
        f'policy = "{document.debt.policy}"  # points taken back that are spent: {" or ".join(DebtPolicy)}',
        "",
        "[worth]",
        f"percent_of_unit = {document.worth.percent_of_unit}  # hundredths of a unit that a point is worth",
    ]


def _tiers(document: Document) -> list[str]:
    life = document.tier
    lines = [
        "",
        "[tier]  # one [[tiers]] with name, threshold and multiplier for each, lowest first, at most 10",
        f"months = {life.months}  # months that a tier is kept from the last day its threshold was met",
        f"grace_days = {life.grace_days}  # days more, before it goes down by one",
        f"warning_days = {life.warning_days}  # days before that in which the member is told",
    ]
    for row in document.tiers:
        lines += [
            "",
            "[[tiers]]",
            f'name = "{row.name}"',
            f"threshold = {row.threshold}  # base points of purchases in twelve months",
            f"multiplier = {row.multiplier}  # times the points of a purchase, at least 1",
        ]
    return [
        *lines,
        "",
        "[campaigns]",
        f'stacking = "{document.campaigns.stacking}"  # campaigns that meet: {", ".join(Stacking)}',
    ]


def _referral(document: Document) -> list[str]:
    referral = document.referral
    return [
        "",
        "[referral]",
        f"points_referrer = {referral.points_referrer}  # points for whoever invited",
        f"points_referee = {referral.points_referee}  # points for the friend",
        f"minimum_purchase = {referral.minimum_purchase}  # units; a smaller purchase does not count",
        f"purchases = {referral.purchases}  # purchases of at least that which bring the bonus",
        f"pending_days = {referral.pending_days}  # days until the bonus can be spent",
        f"link_days = {referral.link_days}  # days in which a link followed still counts",
        f"monthly_cap = {referral.monthly_cap}  # friends a month that bring a bonus",
        f"phone = {_switch(referral.phone)}  # true: the friend must share their own number",
        f"review_after = {referral.review_after}  # friends of one member in a day; further ones wait for a manager",
    ]


def _limits(document: Document) -> list[str]:
    limits = document.limits
    return [
        "",
        f'[limits]  # "{NO_LIMIT}" is no limit',
        f"purchases_a_day = {_limit(limits.purchases_a_day)}  # of a member at a shop; further ones wait for a manager",
        f"points_a_shift = {_limit(limits.points_a_shift)}  # points of a cashier's day; what is beyond waits",
        f"points_a_member_day = {_limit(limits.points_a_member_day)}  # points of a member's day; what is beyond waits",
        f"cheap_reward_points = {limits.cheap_reward_points}  # points; rewards up to it come out of a monthly budget",
        f"scarce_stock = {limits.scarce_stock}  # pieces; with no more left, a reward is scarce",
        "",
        "[rewards]",
        f"confirmed_anywhere = {_switch(document.rewards.confirmed_anywhere)}  # true: every shop confirms any voucher",
    ]


def _push(document: Document) -> list[str]:
    push = document.push
    quiet = f'"{NO_LIMIT}"' if push.quiet is None else f'["{push.quiet[0]}", "{push.quiet[1]}"]'
    return [
        "",
        "[push]  # times of day are those of each member",
        f"reminder_days = {list(push.reminder_days)}  # days before points end on which their member is reminded",
        f'reminder_time = "{push.reminder_time}"  # time of day of reminders',
        f"birthday_greeting = {_switch(push.birthday_greeting)}  # true: who has said their birthday is greeted",
        f"nearly_points = {push.nearly_points}  # points; a reward at most so far away is named after a purchase",
        f'eve_time = "{push.eve_time}"  # time of day at which a campaign is announced the day before',
        f'morning_time = "{push.morning_time}"  # time of day at which it is announced on its first day',
        f'quiet = {quiet}  # from, to: quiet hours of who has chosen none; "{NO_LIMIT}" is never',
    ]


def _lives(document: Document) -> list[str]:
    lives = document.lives
    return [
        "",
        "[lives]",
        f"voucher_minutes = {lives.voucher_minutes}  # minutes a voucher is held",
        f"sale_minutes = {lives.sale_minutes}  # minutes a purchase shown as QR can be collected",
        f"card_minutes = {lives.card_minutes}  # minutes a card and its till code live",
        f"undo_minutes = {lives.undo_minutes}  # minutes in which a purchase can be undone",
        f"request_minutes = {lives.request_minutes}  # minutes in which a member can answer the till",
        f"invite_minutes = {lives.invite_minutes}  # minutes a staff invite lives",
        f"code_days = {lives.code_days}  # days a redemption code lives",
    ]


def _switch(on: bool) -> str:
    return "true" if on else "false"


def _limit(limit: int | None) -> str:
    return f'"{NO_LIMIT}"' if limit is None else str(limit)
