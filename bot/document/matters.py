"""What can be changed of a document one by one: the matters, their settings with their bounds, and their rows."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from loyalty.programme import DebtPolicy, ExpiryPolicy, Stacking


class Kind(StrEnum):
    """How a setting is asked for and written."""

    WHOLE = "whole"
    EXACT = "exact"
    MONEY = "money"
    LIMIT = "limit"
    CHOICE = "choice"
    SWITCH = "switch"
    TIME = "time"
    HOURS = "hours"
    STAGES = "stages"


@dataclass(frozen=True, kw_only=True)
class Setting:
    """One key of a table of the document. Numbers are from `smallest` to `largest`, in units where they are money;
    a limit may also be none, and money nothing at all only if `free`. A choice is one of `choices`; of times of day
    these are some that are usual.
    """

    name: str
    section: str
    key: str
    kind: Kind = Kind.WHOLE
    smallest: int = 0
    largest: int = 0
    free: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Matter:
    """Settings that are looked at together, and names of the rows that stand with them."""

    name: str
    settings: tuple[Setting, ...]
    rows: tuple[str, ...] = ()


_MILLION = 1_000_000
_MOST_MONEY = 1_000_000_000

_EARNING = (
    Setting(name="rate", section="earning", key="points_per_step", kind=Kind.EXACT, largest=100_000),
    Setting(name="step", section="earning", key="step", kind=Kind.MONEY, largest=_MOST_MONEY),
    Setting(name="pending-days", section="earning", key="pending_days", largest=3650),
    Setting(name="largest-sale", section="earning", key="largest_sale", kind=Kind.MONEY, largest=_MOST_MONEY),
)
_EXPIRY = (
    Setting(name="expiry-policy", section="expiry", key="policy", kind=Kind.CHOICE, choices=tuple(ExpiryPolicy)),
    Setting(name="expiry-months", section="expiry", key="months", smallest=1, largest=1200),
    Setting(name="expiry-days", section="expiry", key="days", smallest=1, largest=36500),
    Setting(name="expiry-years", section="expiry", key="years", largest=100),
    Setting(name="sliding", section="expiry", key="sliding", kind=Kind.SWITCH),
    Setting(name="given-back-days", section="expiry", key="given_back_days", largest=3650),
)
_TIERS = (
    Setting(name="tier-months", section="tier", key="months", smallest=1, largest=1200),
    Setting(name="tier-grace", section="tier", key="grace_days", largest=3650),
    Setting(name="tier-warning", section="tier", key="warning_days", largest=3650),
)
_REFERRAL = (
    Setting(name="referrer", section="referral", key="points_referrer", largest=_MILLION),
    Setting(name="referee", section="referral", key="points_referee", largest=_MILLION),
    Setting(
        name="minimum", section="referral", key="minimum_purchase", kind=Kind.MONEY, largest=_MOST_MONEY, free=True
    ),
    Setting(name="qualifying", section="referral", key="purchases", smallest=1, largest=100),
    Setting(name="bonus-days", section="referral", key="pending_days", largest=3650),
    Setting(name="link-days", section="referral", key="link_days", largest=3650),
    Setting(name="monthly-cap", section="referral", key="monthly_cap", largest=_MILLION),
    Setting(name="phone", section="referral", key="phone", kind=Kind.SWITCH),
    Setting(name="review-after", section="referral", key="review_after", largest=_MILLION),
)
_LIMITS = (
    Setting(
        name="purchases-a-day", section="limits", key="purchases_a_day", kind=Kind.LIMIT, smallest=1, largest=_MILLION
    ),
    Setting(
        name="member-day", section="limits", key="points_a_member_day", kind=Kind.LIMIT, smallest=1, largest=_MILLION
    ),
    Setting(name="shift", section="limits", key="points_a_shift", kind=Kind.LIMIT, smallest=1, largest=_MILLION),
    Setting(name="cheap", section="limits", key="cheap_reward_points", largest=_MILLION),
    Setting(name="scarce", section="limits", key="scarce_stock", largest=_MILLION),
)
_TIMES = ("09:00", "10:00", "12:00", "18:00")
_PUSH = (
    Setting(name="reminder-days", section="push", key="reminder_days", kind=Kind.STAGES),
    Setting(name="reminder-time", section="push", key="reminder_time", kind=Kind.TIME, choices=_TIMES),
    Setting(name="greeting", section="push", key="birthday_greeting", kind=Kind.SWITCH),
    Setting(name="nearly", section="push", key="nearly_points", largest=_MILLION),
    Setting(name="eve-time", section="push", key="eve_time", kind=Kind.TIME, choices=_TIMES),
    Setting(name="morning-time", section="push", key="morning_time", kind=Kind.TIME, choices=_TIMES),
    Setting(name="quiet", section="push", key="quiet", kind=Kind.HOURS),
)
_VOUCHERS = (
    Setting(name="anywhere", section="rewards", key="confirmed_anywhere", kind=Kind.SWITCH),
    Setting(name="voucher-minutes", section="lives", key="voucher_minutes", smallest=1, largest=525_600),
    Setting(name="code-days", section="lives", key="code_days", smallest=1, largest=3650),
)
_TILL = (
    Setting(name="sale-minutes", section="lives", key="sale_minutes", smallest=1, largest=525_600),
    Setting(name="card-minutes", section="lives", key="card_minutes", smallest=1, largest=525_600),
    Setting(name="undo-minutes", section="lives", key="undo_minutes", smallest=1, largest=525_600),
    Setting(name="request-minutes", section="lives", key="request_minutes", smallest=1, largest=525_600),
    Setting(name="invite-minutes", section="lives", key="invite_minutes", smallest=1, largest=525_600),
)

MATTERS: Final = (
    Matter(name="earning", settings=_EARNING, rows=("brackets", "categories")),
    Matter(name="expiry", settings=_EXPIRY),
    Matter(name="tiers", settings=_TIERS, rows=("tiers",)),
    Matter(name="referral", settings=_REFERRAL),
    Matter(name="limits", settings=_LIMITS),
    Matter(
        name="debt",
        settings=(
            Setting(name="debt-policy", section="debt", key="policy", kind=Kind.CHOICE, choices=tuple(DebtPolicy)),
        ),
    ),
    Matter(
        name="stacking",
        settings=(
            Setting(name="stacking", section="campaigns", key="stacking", kind=Kind.CHOICE, choices=tuple(Stacking)),
        ),
    ),
    Matter(name="worth", settings=(Setting(name="worth", section="worth", key="percent_of_unit", largest=_MILLION),)),
    Matter(name="push", settings=_PUSH),
    Matter(name="vouchers", settings=_VOUCHERS),
    Matter(name="till", settings=_TILL),
)

# Where a bracket begins is asked for like a setting.
BRACKET_BEGINS: Final = Setting(
    name="bracket", section="earning", key="brackets", kind=Kind.MONEY, largest=_MOST_MONEY, free=True
)
SETTINGS: Final = {setting.name: setting for matter in MATTERS for setting in matter.settings}
