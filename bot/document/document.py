"""A whole programme as a document.

The zone and the currency are settings and no part of it. Money is in units, exact; every key has a default.
"""

from dataclasses import replace
from datetime import timedelta

from bot.document.kinds import Section, minute_of, money, plain
from bot.document.sections import (
    Campaigns,
    Debt,
    Earning,
    Expiry,
    Limits,
    Lives,
    Push,
    Referral,
    Rewards,
    TierLife,
    TierRows,
    Worth,
)
from loyalty import programme
from loyalty.programme import Bracket, Category, Programme, Tier


class Document(Section):
    """A whole programme."""

    earning: Earning = Earning()
    expiry: Expiry = Expiry()
    debt: Debt = Debt()
    tiers: TierRows = ()
    tier: TierLife = TierLife()
    campaigns: Campaigns = Campaigns()
    referral: Referral = Referral()
    limits: Limits = Limits()
    rewards: Rewards = Rewards()
    push: Push = Push()
    lives: Lives = Lives()
    worth: Worth = Worth()

    def kept(self) -> str:
        """The text that the database keeps; the same document gives the same text."""
        return self.model_dump_json(by_alias=True)

    def under(self, base: Programme, version: int) -> Programme:
        """The rules in the zone and currency of `base`. Raises DocumentUnusable for money finer than the currency."""
        rules = self._purchases(replace(base, version=version))
        return self._push(self._limits(self._lives(self._referral(self._points(rules)))))

    def _purchases(self, rules: Programme) -> Programme:
        earning = self.earning
        return replace(
            rules,
            step_units=money(rules, earning.step, "earning.step"),
            points_per_step=1 if earning.points_per_step is None else plain(earning.points_per_step),
            brackets=tuple(
                Bracket(
                    from_units=money(rules, row.from_units, "earning.brackets.from"),
                    points_per_step=plain(row.points_per_step),
                )
                for row in earning.brackets
            ),
            categories=tuple(
                Category(name=name.casefold(), points_per_step=plain(rate)) for name, rate in earning.categories.items()
            ),
            purchase_hold=timedelta(days=earning.pending_days),
            largest_sale_units=money(rules, earning.largest_sale, "earning.largest_sale"),
            stacking=self.campaigns.stacking,
        )

    def _points(self, rules: Programme) -> Programme:
        expiry = self.expiry
        return replace(
            rules,
            expiry=programme.Expiry(policy=expiry.policy, count=expiry.count, sliding=expiry.sliding),
            given_back_life=timedelta(days=expiry.given_back_days),
            debt=self.debt.policy,
            tiers=tuple(
                Tier(name=row.name, threshold=row.threshold, multiplier=plain(row.multiplier)) for row in self.tiers
            ),
            tier_months=self.tier.months,
            tier_grace=timedelta(days=self.tier.grace_days),
            tier_warning=timedelta(days=self.tier.warning_days),
            point_worth_percent=self.worth.percent_of_unit,
        )

    def _referral(self, rules: Programme) -> Programme:
        referral = self.referral
        return replace(
            rules,
            referral_points_referrer=referral.points_referrer,
            referral_points_referee=referral.points_referee,
            referral_minimum_units=money(rules, referral.minimum_purchase, "referral.minimum_purchase"),
            referral_purchases=referral.purchases,
            referral_hold=timedelta(days=referral.pending_days),
            referral_window=timedelta(days=referral.link_days),
            referral_monthly_cap=referral.monthly_cap,
            referral_phone=referral.phone,
            referral_review_after=referral.review_after,
        )

    def _lives(self, rules: Programme) -> Programme:
        lives = self.lives
        return replace(
            rules,
            voucher_life=timedelta(minutes=lives.voucher_minutes),
            sale_life=timedelta(minutes=lives.sale_minutes),
            card_life=timedelta(minutes=lives.card_minutes),
            undo_life=timedelta(minutes=lives.undo_minutes),
            request_life=timedelta(minutes=lives.request_minutes),
            invite_life=timedelta(minutes=lives.invite_minutes),
            code_life=timedelta(days=lives.code_days),
        )

    def _limits(self, rules: Programme) -> Programme:
        limits = self.limits
        return replace(
            rules,
            purchases_a_day=limits.purchases_a_day,
            points_a_shift=limits.points_a_shift,
            points_a_member_day=limits.points_a_member_day,
            cheap_reward_points=limits.cheap_reward_points,
            scarce_stock=limits.scarce_stock,
            confirmed_anywhere=self.rewards.confirmed_anywhere,
        )

    def _push(self, rules: Programme) -> Programme:
        push = self.push
        return replace(
            rules,
            reminder_days=push.reminder_days,
            reminder_minute=minute_of(push.reminder_time),
            birthday_greeting=push.birthday_greeting,
            nearly_points=push.nearly_points,
            eve_minute=minute_of(push.eve_time),
            morning_minute=minute_of(push.morning_time),
            quiet=None if push.quiet is None else (minute_of(push.quiet[0]), minute_of(push.quiet[1])),
        )
