"""A reward as managers see it, and the questions about it."""

from bot.actions.digital import CodesAdded
from bot.chat.screens.screen import Button, Screen
from bot.texts import Speaker
from loyalty.model import Reward, RewardKind

_ROWS = (
    ("name", "points"),
    ("kind", "picture"),
    ("description",),
    ("stock", "member_limit"),
    ("starts_at", "ends_at"),
    ("tier", "retail"),
)
_ALWAYS_THERE = ("name", "points", "kind")


def page(speaker: Speaker, reward: Reward) -> Screen:
    """All about a reward; a button for each thing that can be changed."""
    lines = [speaker.say("reward-page", reward=reward.name, number=str(reward.id), points=reward.points)]
    if reward.description:
        lines.append(speaker.say("reward-description", text=reward.description))
    details = {
        "kind": speaker.label(f"reward-kind-{reward.kind}"),
        "stock": _or_none(speaker, reward.stock, "reward-uncounted"),
        "member_limit": _or_none(speaker, reward.member_limit, "reward-unlimited"),
        "starts_at": speaker.date(reward.starts_at) if reward.starts_at else speaker.label("reward-at-once"),
        "ends_at": speaker.last_date(reward.ends_at) if reward.ends_at else speaker.label("reward-for-good"),
        "tier": reward.tier or speaker.label("reward-for-all"),
        "retail": speaker.label("reward-unset") if reward.retail is None else speaker.money(reward.retail),
        "picture": speaker.label("reward-set" if reward.picture else "reward-unset"),
    }
    lines.append(
        "\n".join(
            speaker.say("reward-detail", field=speaker.label(f"reward-field-{name}"), value=value)
            for name, value in details.items()
        )
    )
    digital = reward.kind is RewardKind.DIGITAL
    rows = [
        tuple(
            Button(text=speaker.label(f"reward-field-{field}"), data=f"reward-edit:{reward.id}:{field}")
            for field in row
            if not (digital and field == "stock")
        )
        for row in _ROWS
    ]
    if digital:
        rows.insert(0, (Button(text=speaker.label("button-add-codes"), data=f"reward-codes:{reward.id}"),))
    retire = Button(text=speaker.label("button-retire", reward=reward.name), data=f"retire:{reward.id}")
    catalogue = Button(text=speaker.label("button-desk-catalogue"), data="catalogue")
    return Screen(text="\n\n".join(lines), rows=(*rows, (retire,), (catalogue,)))


def _or_none(speaker: Speaker, count: int | None, none: str) -> str:
    return speaker.label(none) if count is None else speaker.number(count)


def ask(speaker: Speaker, reward: Reward, field: str) -> Screen:
    """What one thing about a reward shall be."""
    rows: list[tuple[Button, ...]] = []
    if field == "kind":
        rows = [
            (Button(text=speaker.label(f"reward-kind-{kind}"), data=f"reward-set:{reward.id}:kind:{kind}"),)
            for kind in RewardKind
        ]
    elif field == "tier":
        rows = [
            (Button(text=tier.name, data=f"reward-set:{reward.id}:tier:{place}"),)
            for place, tier in enumerate(speaker.programme.tiers)
        ]
    if field not in _ALWAYS_THERE and getattr(reward, field) is not None:
        rows.append((Button(text=speaker.label("button-take-away"), data=f"reward-set:{reward.id}:{field}:"),))
    back = Button(text=speaker.label("button-back-to-reward"), data=f"reward-page:{reward.id}")
    return Screen(text=speaker.say(f"reward-ask-{field}", reward=reward.name), rows=(*rows, (back,)))


def ask_codes(speaker: Speaker, reward: Reward, most: int) -> Screen:
    """The list of codes, pasted or as a file."""
    back = Button(text=speaker.label("button-back-to-reward"), data=f"reward-page:{reward.id}")
    return Screen(text=speaker.say("reward-ask-codes", reward=reward.name, most=speaker.number(most)), rows=((back,),))


def codes_added(speaker: Speaker, added: CodesAdded) -> Screen:
    """What became of a list of codes."""
    lines = [speaker.say("reward-codes-added", reward=added.reward, count=added.added)]
    if added.skipped:
        lines.append(speaker.say("reward-codes-skipped", count=added.skipped))
    lines.append(speaker.say("reward-codes-left", count=added.left))
    back = Button(text=speaker.label("button-back-to-reward"), data=f"reward-page:{added.reward_id}")
    return Screen(text="\n".join(lines), rows=((back,),))
