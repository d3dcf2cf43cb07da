"""The programme's rules in plain words: what members may know before they agree, and whenever they like."""

from datetime import timedelta

from bot.chat.screens.earning import how_long_points_last, how_purchases_earn, in_decimals
from bot.chat.screens.joining import home_rows
from bot.chat.screens.screen import Button, Screen
from bot.texts import Speaker
from loyalty.programme import ExpiryPolicy

A_MINUTE = timedelta(minutes=1)


def rules(speaker: Speaker, *, member: bool) -> Screen:
    """The rules, with the next steps of a member; whoever has not joined yet has Join above."""
    rows = home_rows(speaker) if member else ()
    return Screen(text="\n\n".join([speaker.say("rules"), *in_words(speaker)]), rows=rows)


def rules_row(speaker: Speaker) -> tuple[Button, ...]:
    """The way to the rules."""
    return (Button(text=speaker.label("button-rules"), data="rules"),)


def in_words(speaker: Speaker) -> list[str]:
    """Each of the rules that a member meets, a paragraph for each matter."""
    matters = (
        _earning(speaker),
        _expiry(speaker),
        _tiers(speaker),
        [speaker.say(f"rules-stacking-{speaker.programme.stacking}")],
        _referral(speaker),
        _vouchers(speaker),
        _push(speaker),
        _limits(speaker),
    )
    return [" ".join(sentences).replace(" \n", "\n") for sentences in matters if sentences]


def _earning(speaker: Speaker) -> list[str]:
    programme = speaker.programme
    return [
        speaker.say("rules-earning", rule=how_purchases_earn(speaker), amount=speaker.money(programme.step_minor)),
        speaker.say("rules-pending", days=programme.purchase_hold.days),
        speaker.say("rules-worth", amount=speaker.money(programme.worth_minor(100))),
    ]


def _expiry(speaker: Speaker) -> list[str]:
    programme = speaker.programme
    return [
        speaker.say("rules-expiry", life=how_long_points_last(speaker)),
        speaker.say("rules-given-back", days=programme.given_back_life.days),
        speaker.say("rules-refund"),
        speaker.say(f"rules-debt-{programme.debt}"),
    ]


def _tiers(speaker: Speaker) -> list[str]:
    programme = speaker.programme
    if not programme.tiers:
        return []
    said = [speaker.say("rules-tiers", count=programme.tier_months)]
    for tier in programme.tiers:
        line = (
            speaker.say("rules-tier-plain", tier=tier.name, points=tier.threshold)
            if tier.multiplier == 1
            else speaker.say("rules-tier", tier=tier.name, points=tier.threshold, times=in_decimals(tier.multiplier))
        )
        said.append(f"\n{line}")
    kept = speaker.say("rules-tier-kept", count=programme.tier_months, days=programme.tier_grace.days)
    said.append(f"\n{kept}")
    if programme.tier_warning:
        said.append(speaker.say("rules-tier-told", days=programme.tier_warning.days))
    return said


def _referral(speaker: Speaker) -> list[str]:
    programme = speaker.programme
    theirs, yours = programme.referral_points_referee, programme.referral_points_referrer
    if not (theirs or yours):
        return []
    amount = speaker.money(programme.referral_minimum_minor)
    said = [
        speaker.say("rules-referral", count=programme.referral_purchases, amount=amount, theirs=theirs, yours=yours),
        speaker.say("rules-referral-pending", days=programme.referral_hold.days),
        speaker.say("rules-referral-link", days=programme.referral_window.days, count=programme.referral_monthly_cap),
    ]
    if programme.referral_phone:
        said.append(speaker.say("rules-referral-phone"))
    return [*said, speaker.say("rules-referral-review", count=programme.referral_review_after)]


def _vouchers(speaker: Speaker) -> list[str]:
    programme = speaker.programme
    key = "rules-vouchers-anywhere" if programme.confirmed_anywhere else "rules-vouchers"
    said = [speaker.say(key, minutes=programme.voucher_life // A_MINUTE)]
    if programme.scarce_stock:
        said.append(speaker.say("rules-scarce", count=programme.scarce_stock))
    return said


def _push(speaker: Speaker) -> list[str]:
    programme = speaker.programme
    days = speaker.listed([speaker.number(one) for one in programme.reminder_days])
    said = []
    if programme.expiry.policy is not ExpiryPolicy.NEVER:
        said.append(speaker.say("rules-reminders", list=days, at=speaker.minute(programme.reminder_minute)))
    said.append(
        speaker.say(
            "rules-announced",
            eve=speaker.minute(programme.eve_minute),
            morning=speaker.minute(programme.morning_minute),
        )
    )
    if programme.nearly_points:
        said.append(speaker.say("rules-nearly", points=programme.nearly_points))
    if programme.birthday_greeting:
        said.append(speaker.say("rules-greeting"))
    quiet = "rules-quiet-none" if programme.quiet is None else "rules-quiet"
    hours = {} if programme.quiet is None else {"hours": speaker.hours(*programme.quiet)}
    said.append(speaker.say(quiet, **hours))
    return [speaker.say("rules-push"), *said]


def _limits(speaker: Speaker) -> list[str]:
    programme = speaker.programme
    said = []
    if programme.purchases_a_day is not None:
        said.append(speaker.say("rules-purchases-a-day", count=programme.purchases_a_day))
    if programme.points_a_member_day is not None:
        said.append(speaker.say("rules-points-a-day", points=programme.points_a_member_day))
    return ["\n".join(said)] if said else []
