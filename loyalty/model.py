"""The values of the programme. Frozen, by keyword only; instants are aware datetimes, points are integers."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from loyalty.programme import Bracket as Bracket
from loyalty.programme import Category as Category
from loyalty.programme import Programme as Programme
from loyalty.programme import Tier as Tier


class Role(StrEnum):
    """What a person may do at a merchant; each role can do what the next one can."""

    OWNER = "owner"
    MANAGER = "manager"
    CASHIER = "cashier"
    AUDITOR = "auditor"

    def covers(self, needed: "Role") -> bool:
        """Whether this role may do what `needed` may.

        >>> Role.MANAGER.covers(Role.CASHIER), Role.CASHIER.covers(Role.MANAGER)
        (True, False)
        """
        order = list(Role)
        return order.index(self) <= order.index(needed)


class LotState(StrEnum):
    """Where a lot stands: it opens pending or active and ends in one of the other three."""

    PENDING = "pending"
    ACTIVE = "active"
    SPENT = "spent"
    EXPIRED = "expired"
    REVERSED = "reversed"


@dataclass(frozen=True, kw_only=True)
class Lot:
    """What one earning left: `remaining` of `points`, spendable from `activates_at` until just before `expires_at`.

    `extended` once points were given back past that and lived on; `slides` is the life that activity begins anew.
    """

    id: int
    state: LotState
    points: int
    remaining: int
    merchant_id: int
    earned_at: datetime
    activates_at: datetime
    expires_at: datetime
    extended: int = 0
    slides: str | None = None

    def spendable_at(self, now: datetime) -> bool:
        """Whether its remaining points can be spent at `now`, whatever has been booked."""
        return self.remaining > 0 and self.activates_at <= now < self.expires_at


@dataclass(frozen=True, kw_only=True)
class Allocation:
    """Points taken from a lot (above zero), or given back to it (below zero)."""

    lot_id: int
    points: int


def member_account(member_id: int, part: str = "") -> str:
    """The name of a member's account: earned and active, or its part `pending`, `held` or `debt`.

    >>> member_account(3), member_account(3, "held")
    ('member:3', 'member:3:held')
    """
    return f"member:{member_id}:{part}" if part else f"member:{member_id}"


def issued_account(merchant_id: int) -> str:
    """The account from which a merchant gives points."""
    return f"merchant:{merchant_id}:issued"


def redeemed_account(merchant_id: int) -> str:
    """The account to which points go that were spent at a merchant."""
    return f"merchant:{merchant_id}:redeemed"


EXPIRED_ACCOUNT = "programme:expired"


@dataclass(frozen=True, kw_only=True)
class Merchant:
    """A shop that takes part; one programme has any number. Its unredeemed points stay within the `ceiling`, if any."""

    id: int
    name: str
    state: str
    generation: int
    ceiling: int | None = None

    @property
    def active(self) -> bool:
        """Whether it takes part at present."""
        return self.state == "active"


@dataclass(frozen=True, kw_only=True)
class Member:
    """A customer who joined, with the sums of their four accounts as booked, in points (`debt` is at most zero).

    The tier is kept at least until `tier_until_at`; None for the lowest. `sliding` once a lot was earned whose life
    activity begins anew. Who has two accounts goes on with the one that the other has `moved_to`.
    """

    id: int
    joined_at: datetime
    merchant_id: int | None
    inviter_id: int | None
    tier: str
    balance: int
    pending: int
    held: int
    debt: int
    generation: int
    forgotten_at: datetime | None
    tier_until_at: datetime | None = None
    sliding: int = 0
    moved_to: int | None = None


@dataclass(frozen=True, kw_only=True)
class Staff:
    """A person's role at a merchant, with the merchant's name, state and ceiling."""

    id: int
    merchant_id: int
    merchant: str
    merchant_state: str
    telegram_id: int
    name: str
    role: Role
    added_at: datetime
    removed_at: datetime | None
    merchant_ceiling: int | None = None


class RewardKind(StrEnum):
    """What a reward is: something to take home, money off, a door that opens, or a text from an uploaded list."""

    PRODUCT = "product"
    DISCOUNT = "discount"
    ACCESS = "access"
    DIGITAL = "digital"


@dataclass(frozen=True, kw_only=True)
class Reward:
    """What can be had for points at a merchant; None where there is no bound. `retail` is its price in minor units."""

    id: int
    merchant_id: int
    name: str
    points: int
    state: str
    kind: RewardKind = RewardKind.PRODUCT
    description: str | None = None
    picture: str | None = None
    stock: int | None = None
    member_limit: int | None = None
    tier: str | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    retail: int | None = None


@dataclass(frozen=True, kw_only=True)
class Card:
    """A member's QR and till code of the moment."""

    id: int
    member_id: int
    till_code: str
    alive: int
    generation: int
    created_at: datetime
    expires_at: datetime

    def lives_at(self, now: datetime) -> bool:
        """Whether its codes work at `now`."""
        return self.alive == 1 and now < self.expires_at


@dataclass(frozen=True, kw_only=True)
class Sale:
    """A purchase of `amount` minor units, worth `points` under that version of the `programme`, perhaps of a category;
    open until a member has collected it. `refunded` minor units of it have been taken back; `base_points` are what the
    rest earns before multipliers and bonuses. `campaigns` are the numbers of those in force when it was recorded, as
    JSON.
    """

    id: int
    merchant_id: int
    staff_id: int
    member_id: int | None
    card_id: int | None
    route: str
    state: str
    amount: int
    receipt: str | None
    business_date: str
    points: int
    journal_id: int | None
    generation: int
    recorded_at: datetime
    expires_at: datetime
    booked_at: datetime | None
    programme: int = 1
    category: str | None = None
    base_points: int = 0
    refunded: int = 0
    campaigns: str | None = None


@dataclass(frozen=True, kw_only=True)
class Campaign:
    """When points are worth more: from `starts_at` until just before `ends_at`, on `weekdays` (bit 0 is Monday), from
    `from_minute` until before `to_minute` of the local day.

    Either a multiplier in hundredths (200 doubles) or a fixed `bonus` of points (once a member and day), for purchases
    of at least `minimum` minor units; None in `merchant_id`, `category` and `tier` means all. `member_cap` and
    `total_cap` bound the points it gives beyond what purchases earn without it; `given` is what it gave, less refunds.
    """

    id: int
    merchant_id: int | None
    name: str
    state: str
    starts_at: datetime
    ends_at: datetime
    weekdays: int = 127
    from_minute: int = 0
    to_minute: int = 1440
    multiplier_percent: int | None = None
    bonus: int | None = None
    minimum: int = 0
    category: str | None = None
    tier: str | None = None
    first_purchase: int = 0
    birthday_month: int = 0
    member_cap: int | None = None
    total_cap: int | None = None
    priority: int = 0
    given: int = 0


@dataclass(frozen=True, kw_only=True)
class Redemption:
    """A reward that was used: the journal row that spent its points, and the voucher that had held them, if any."""

    id: int
    journal_id: int
    member_id: int
    reward_id: int
    merchant_id: int
    voucher_id: int | None
    staff_id: int | None
    points: int
    state: str
    redeemed_at: datetime
    reversed_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Review:
    """A purchase or a referral (`kind`) that waits until a manager has looked at it, and why it does."""

    id: int
    kind: str
    merchant_id: int
    member_id: int
    sale_id: int
    reason: str
    state: str
    created_at: datetime


@dataclass(frozen=True, kw_only=True)
class Voucher:
    """A reward for which a member's points are held until staff confirm it."""

    id: int
    member_id: int
    reward_id: int
    merchant_id: int
    points: int
    state: str
    journal_id: int
    generation: int
    created_at: datetime
    expires_at: datetime
    ended_at: datetime | None

    def held_at(self, now: datetime) -> bool:
        """Whether it can be confirmed at `now`."""
        return self.state == "held" and now < self.expires_at


@dataclass(frozen=True, kw_only=True)
class Code:
    """A redemption code that a merchant issued for a reward."""

    id: int
    merchant_id: int
    reward_id: int
    staff_id: int
    state: str
    generation: int
    expires_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class TillRequest:
    """A cashier's question to a member: use this reward, or this voucher, now?"""

    id: int
    member_id: int
    merchant_id: int
    staff_id: int
    reward_id: int
    voucher_id: int | None
    state: str
    expires_at: datetime


@dataclass(frozen=True, kw_only=True)
class StaffInvite:
    """A link that makes one person staff, once the owner lets them in."""

    id: int
    merchant_id: int
    role: Role
    invited_by: int
    state: str
    claimed_by: int | None
    claimed_name: str | None
    generation: int
    expires_at: datetime


@dataclass(frozen=True, kw_only=True)
class Referral:
    """What became of an invitation: `joined`, then `paid` with the sale that qualified and the two lots. One that was
    refused is paid for good, with neither lots nor `paid_at`.
    """

    referee_id: int
    referrer_id: int
    state: str
    sale_id: int | None
    referrer_lot_id: int | None
    referee_lot_id: int | None
    paid_at: datetime | None
