"""Why the programme says no.

One tree of errors; they carry fields, no sentences. The sentence of `NotEnoughPoints` is `error-not-enough-points`
in every `locales/*/errors.ftl`, with the fields as its variables.
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(eq=False, kw_only=True)
class LoyaltyError(Exception):
    """Something asked for that the programme refuses; nothing has moved."""


@dataclass(eq=False, kw_only=True)
class AmountUnreadable(LoyaltyError):
    """A text that is no amount of money."""


@dataclass(eq=False, kw_only=True)
class AmountTooLarge(LoyaltyError):
    """A purchase above `largest_sale`, in minor units."""

    largest_sale: int


@dataclass(eq=False, kw_only=True)
class PointsUnreadable(LoyaltyError):
    """A text that is no whole number of points from 1 to `largest`."""

    largest: int


@dataclass(eq=False, kw_only=True)
class NameUnusable(LoyaltyError):
    """An empty name, or one longer than `longest` characters."""

    longest: int


@dataclass(eq=False, kw_only=True)
class NameTaken(LoyaltyError):
    """A merchant or reward of that name is there already."""

    name: str


@dataclass(eq=False, kw_only=True)
class NotEnoughPoints(LoyaltyError):
    """A spending above what can be spent now, both in points."""

    needed: int
    spendable: int


@dataclass(eq=False, kw_only=True)
class InDebt(LoyaltyError):
    """Points taken back after they were spent are still owed (`debt`, in points, above zero)."""

    debt: int


@dataclass(eq=False, kw_only=True)
class NotAMember(LoyaltyError):
    """Whoever asks has not joined."""


@dataclass(eq=False, kw_only=True)
class NotAllowed(LoyaltyError):
    """Whoever asks does not have the role for it at that merchant."""


@dataclass(eq=False, kw_only=True)
class OwnMembership(LoyaltyError):
    """Nobody acts as staff on their own membership."""


@dataclass(eq=False, kw_only=True)
class NoMerchantChosen(LoyaltyError):
    """Staff of several merchants have not said for which they work now."""


@dataclass(eq=False, kw_only=True)
class MerchantSuspended(LoyaltyError):
    """The merchant takes no part for the time being."""


@dataclass(eq=False, kw_only=True)
class PhoneNotOwn(LoyaltyError):
    """A shared contact that is not the sender's own."""


@dataclass(eq=False, kw_only=True)
class CeilingReached(LoyaltyError):
    """A purchase would bring a merchant's unredeemed points above the `ceiling` that the operator set."""

    merchant: str
    ceiling: int


class EarnsTooMuch(LoyaltyError):
    """A purchase would earn more points than are ever given: the programme or its campaigns multiply too often."""


@dataclass(eq=False, kw_only=True)
class CodeUnknown(LoyaltyError):
    """A typed code that is wrong, over or somebody else's: one answer for all three."""


@dataclass(eq=False, kw_only=True)
class TooManyTries(LoyaltyError):
    """Five wrong codes within a minute; `seconds` until the next try."""

    seconds: int


@dataclass(eq=False, kw_only=True)
class LinkUnknown(LoyaltyError):
    """A link that this programme did not make, or has replaced."""


@dataclass(eq=False, kw_only=True)
class LinkExpired(LoyaltyError):
    """A link past its time."""


@dataclass(eq=False, kw_only=True)
class AlreadyUsed(LoyaltyError):
    """A voucher, code or sale that somebody has used already."""

    at: datetime


@dataclass(eq=False, kw_only=True)
class AlreadyEnded(LoyaltyError):
    """A voucher, request or sale that was cancelled, lapsed, answered or undone."""


@dataclass(eq=False, kw_only=True)
class TooLate(LoyaltyError):
    """Undo, or Not mine, after its two minutes."""


@dataclass(eq=False, kw_only=True)
class ReceiptTaken(LoyaltyError):
    """The receipt is booked with another amount (`amount`, minor units) or for another member (`amount` the same)."""

    receipt: str
    amount: int


@dataclass(eq=False, kw_only=True)
class ReceiptUnknown(LoyaltyError):
    """No purchase that could be refunded stands for the receipt."""

    receipt: str


@dataclass(eq=False, kw_only=True)
class RefundTooLarge(LoyaltyError):
    """A refund above what is `left` of the purchase, in minor units."""

    left: int


@dataclass(eq=False, kw_only=True)
class RefundedBefore(LoyaltyError):
    """All of a purchase was refunded before."""


@dataclass(eq=False, kw_only=True)
class ReceiptUnusable(LoyaltyError):
    """A receipt longer than `longest` characters."""

    longest: int


@dataclass(eq=False, kw_only=True)
class RewardGone(LoyaltyError):
    """No such reward, or it is no longer offered."""


@dataclass(eq=False, kw_only=True)
class RewardStarts(LoyaltyError):
    """A reward that can be had from `at` on."""

    at: datetime


@dataclass(eq=False, kw_only=True)
class RewardOver(LoyaltyError):
    """A reward whose last day has passed."""


@dataclass(eq=False, kw_only=True)
class RewardChanged(LoyaltyError):
    """A reward that is not what was asked for any more: another price, another kind."""


@dataclass(eq=False, kw_only=True)
class TierNeeded(LoyaltyError):
    """A reward for members of `tier` and higher."""

    tier: str


@dataclass(eq=False, kw_only=True)
class LimitReached(LoyaltyError):
    """A reward that the member has had as often as one member may (`count`)."""

    count: int


@dataclass(eq=False, kw_only=True)
class SoldOut(LoyaltyError):
    """A reward of which nothing is left."""


@dataclass(eq=False, kw_only=True)
class OnlyAtTheTill(LoyaltyError):
    """A scarce reward that the member has let lapse twice: no voucher any more, the cashier can use it with them."""


@dataclass(eq=False, kw_only=True)
class OnlyInChat(LoyaltyError):
    """A digital reward: its text is given in the member's own chat, never at a till or by a code."""


@dataclass(eq=False, kw_only=True)
class BudgetUsed(LoyaltyError):
    """A cheap reward whose merchant has used up what it gives away in a month."""


@dataclass(eq=False, kw_only=True)
class KindFixed(LoyaltyError):
    """What was held, used or filled with texts stays digital, or not."""


@dataclass(eq=False, kw_only=True)
class CountUnreadable(LoyaltyError):
    """A text that is no whole number up to `largest`."""

    largest: int


@dataclass(eq=False, kw_only=True)
class DescriptionTooLong(LoyaltyError):
    """A description longer than `longest` characters."""

    longest: int


@dataclass(eq=False, kw_only=True)
class DaysCrossed(LoyaltyError):
    """A reward whose last day would come before its first."""


@dataclass(eq=False, kw_only=True)
class CodesUnusable(LoyaltyError):
    """A list of texts that is none, or holds more than `most`."""

    most: int


@dataclass(eq=False, kw_only=True)
class CodeTooLong(LoyaltyError):
    """A text longer than `longest` characters, in that line of its list."""

    line: int
    longest: int


@dataclass(eq=False, kw_only=True)
class StaffGone(LoyaltyError):
    """The person to be removed or let in is not there any more."""


@dataclass(eq=False, kw_only=True)
class AlreadyStaff(LoyaltyError):
    """An invited person who works there already."""


@dataclass(eq=False, kw_only=True)
class StepGone(LoyaltyError):
    """An answer to a question that is no longer open."""


@dataclass(eq=False, kw_only=True)
class ProgrammeShared(LoyaltyError):
    """The rules of `count` shops, which only an operator, or whoever owns all of them, may change."""

    count: int


@dataclass(eq=False, kw_only=True)
class ProgrammeMoved(LoyaltyError):
    """Another `version` of the rules came into force since the changes were looked at."""

    version: int


@dataclass(eq=False, kw_only=True)
class NumberUnreadable(LoyaltyError):
    """A setting is a number from `smallest` to `largest`."""

    smallest: int
    largest: int


@dataclass(eq=False, kw_only=True)
class BracketUnusable(LoyaltyError):
    """A bracket begins at a whole multiple of the step, and there are at most 20."""


@dataclass(eq=False, kw_only=True)
class CategoryUnusable(LoyaltyError):
    """A category is one word and a rate, and there are at most 100."""


@dataclass(eq=False, kw_only=True)
class TierUnusable(LoyaltyError):
    """A tier is a name, a threshold that no other has and a multiplier, and there are at most 10."""


@dataclass(eq=False, kw_only=True)
class MultiplierUnusable(LoyaltyError):
    """A campaign multiplies by 1.01 to 10, with two decimals at most."""


@dataclass(eq=False, kw_only=True)
class DayUnreadable(LoyaltyError):
    """A text that is no day, or no two days, of the calendar."""


@dataclass(eq=False, kw_only=True)
class DayOutOfReach(LoyaltyError):
    """A campaign starts today or later, within a year."""


@dataclass(eq=False, kw_only=True)
class PeriodUnusable(LoyaltyError):
    """A campaign ends no earlier than it starts, and lasts a year at most."""


@dataclass(eq=False, kw_only=True)
class HoursUnusable(LoyaltyError):
    """A text that is no hours of a day."""


@dataclass(eq=False, kw_only=True)
class TimeUnreadable(LoyaltyError):
    """A text that is no time of day."""


@dataclass(eq=False, kw_only=True)
class StagesUnusable(LoyaltyError):
    """Reminders come up to `most` different numbers of days before points end, each from 1 to `largest`."""

    most: int
    largest: int


@dataclass(eq=False, kw_only=True)
class NeverInForce(LoyaltyError):
    """A campaign whose weekdays and hours do not meet its days, or have passed."""


@dataclass(eq=False, kw_only=True)
class CategoryUnknown(LoyaltyError):
    """A category that the programme does not have."""

    name: str


@dataclass(eq=False, kw_only=True)
class TierUnknown(LoyaltyError):
    """A tier that the programme does not have."""

    name: str


@dataclass(eq=False, kw_only=True)
class PriorityUnusable(LoyaltyError):
    """A campaign's priority is a whole number from 0 to `largest`."""

    largest: int


@dataclass(eq=False, kw_only=True)
class TooManyCampaigns(LoyaltyError):
    """A merchant has at most so many campaigns that are not over."""

    most: int


@dataclass(eq=False, kw_only=True)
class CampaignGone(LoyaltyError):
    """No such campaign."""


@dataclass(eq=False, kw_only=True)
class SegmentUnusable(LoyaltyError):
    """A message to many is for nobody that could be found: days or points out of bounds, or no shop to ask about."""


@dataclass(eq=False, kw_only=True)
class MessageUnusable(LoyaltyError):
    """A message to many has a text of 1 to `longest` UTF-16 units, as Telegram counts them."""

    longest: int


@dataclass(eq=False, kw_only=True)
class SendingTimeUnusable(LoyaltyError):
    """A message to many is sent now, or at an hour to come within so many `days`."""

    days: int


@dataclass(eq=False, kw_only=True)
class MomentUnreadable(LoyaltyError):
    """A text that is no day with a time of it."""


@dataclass(eq=False, kw_only=True)
class TooManyBroadcasts(LoyaltyError):
    """A merchant has at most so many messages that wait or are being sent."""

    most: int


@dataclass(eq=False, kw_only=True)
class BroadcastGone(LoyaltyError):
    """No such message to many."""
