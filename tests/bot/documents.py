"""Documents of every kind, for Hypothesis."""

from decimal import Decimal

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from bot.document import Document
from loyalty.programme import DebtPolicy, ExpiryPolicy, Stacking


def _count(smallest: int, largest: int) -> SearchStrategy[int]:
    return st.integers(smallest, largest)


def _cents(smallest: int, largest: int) -> SearchStrategy[Decimal]:
    return st.integers(smallest, largest).map(lambda cents: Decimal(cents).scaleb(-2))


_rate = st.integers(0, 1_000_000_000).map(lambda parts: Decimal(parts).scaleb(-4))
_word = st.tuples(st.sampled_from("aZşİß京"), st.text("bÇığ7_京", max_size=29)).map("".join)
_name = st.lists(_word, min_size=1, max_size=3).map(" ".join).filter(lambda name: len(name) <= 30)
_time = st.times().map(lambda time: f"{time:%H:%M}")
_limit = st.none() | _count(1, 1_000_000)
_BETWEEN = {"months": (1, 1200), "days": (1, 36500), "years": (0, 100)}
_COUNTED = {"end_of_month": "months", "months": "months", "days": "days", "end_of_year": "years"}


@st.composite
def _earning(draw: st.DrawFn) -> dict[str, object]:
    step = draw(_cents(1, 100_000))
    given: dict[str, object] = {
        "step": step,
        "categories": draw(st.dictionaries(_word, _rate, max_size=3)),
        "pending_days": draw(_count(0, 3650)),
        "largest_sale": draw(_cents(1, 100_000_000_000)),
    }
    begins = draw(st.lists(_count(0, 500), unique=True, max_size=4).map(sorted))
    if begins:
        given["brackets"] = [{"from": step * begin, "points_per_step": draw(_rate)} for begin in begins]
    elif draw(st.booleans()):
        given["points_per_step"] = draw(_rate)
    return given


@st.composite
def _expiry(draw: st.DrawFn) -> dict[str, object]:
    policy = draw(st.sampled_from(list(ExpiryPolicy)))
    given: dict[str, object] = {"policy": policy, "given_back_days": draw(_count(0, 3650))}
    if policy in _COUNTED:
        given["sliding"] = draw(st.booleans())
        if draw(st.booleans()):
            given[_COUNTED[policy]] = draw(_count(*_BETWEEN[_COUNTED[policy]]))
    return given


@st.composite
def _tiers(draw: st.DrawFn) -> list[dict[str, object]]:
    names = draw(st.lists(_name.filter(lambda name: name.casefold() != "base"), unique_by=str.casefold, max_size=10))
    size = len(names)
    thresholds = draw(st.lists(_count(1, 100_000_000), unique=True, min_size=size, max_size=size).map(sorted))
    rows = zip(names, thresholds, strict=True)
    return [{"name": name, "threshold": at, "multiplier": draw(_cents(100, 10_000))} for name, at in rows]


_SECTIONS: dict[str, SearchStrategy[object]] = {
    "earning": _earning(),
    "expiry": _expiry(),
    "debt": st.fixed_dictionaries({"policy": st.sampled_from(list(DebtPolicy))}),
    "tiers": _tiers(),
    "tier": st.fixed_dictionaries(
        {"months": _count(1, 1200), "grace_days": _count(0, 3650), "warning_days": _count(0, 3650)}
    ),
    "campaigns": st.fixed_dictionaries({"stacking": st.sampled_from(list(Stacking))}),
    "referral": st.fixed_dictionaries(
        {
            "points_referrer": _count(0, 1_000_000),
            "points_referee": _count(0, 1_000_000),
            "minimum_purchase": _cents(0, 100_000_000_000),
            "purchases": _count(1, 100),
            "pending_days": _count(0, 3650),
            "link_days": _count(0, 3650),
            "monthly_cap": _count(0, 1_000_000),
            "phone": st.booleans(),
            "review_after": _count(0, 1_000_000),
        }
    ),
    "limits": st.fixed_dictionaries(
        {
            "purchases_a_day": _limit,
            "points_a_shift": _limit,
            "points_a_member_day": _limit,
            "cheap_reward_points": _count(0, 1_000_000),
            "scarce_stock": _count(0, 1_000_000),
        }
    ),
    "rewards": st.fixed_dictionaries({"confirmed_anywhere": st.booleans()}),
    "push": st.fixed_dictionaries(
        {
            "reminder_days": st.lists(_count(1, 365), unique=True, min_size=1, max_size=5),
            "reminder_time": _time,
            "birthday_greeting": st.booleans(),
            "nearly_points": _count(0, 1_000_000),
            "eve_time": _time,
            "morning_time": _time,
            "quiet": st.just("none") | st.lists(_time, unique=True, min_size=2, max_size=2),
        }
    ),
    "lives": st.fixed_dictionaries(
        {f"{life}_minutes": _count(1, 525_600) for life in ("voucher", "sale", "card", "undo", "request", "invite")}
    ),
    "worth": st.fixed_dictionaries({"percent_of_unit": _count(0, 1_000_000)}),
}


def _no_category_twice(given: dict[str, object]) -> bool:
    earning = given.get("earning")
    names = list(earning["categories"]) if isinstance(earning, dict) else []
    return len({name.casefold() for name in names}) == len(names)


documents: SearchStrategy[Document] = (
    st.fixed_dictionaries({}, optional=_SECTIONS).filter(_no_category_twice).map(Document.model_validate)
)
