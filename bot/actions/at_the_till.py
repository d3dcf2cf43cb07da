"""At the till by code: who it is, what they could have, and using it after the member's Yes."""

from dataclasses import dataclass

from bot.actions.action import Cause, action
from bot.actions.authority import confirming, joined, masked_name, merchant_of, not_own, working
from bot.actions.balance import spendable_now
from bot.actions.book import Book
from bot.actions.purchase import living_card, scanned_card
from bot.actions.redeem import redeem_now, reward_of, spend_voucher, still_held
from bot.actions.supply import offered, why_not
from bot.actions.tell import tell, tell_staff
from bot.actions.tiers import tier_at
from loyalty.errors import (
    AlreadyEnded,
    LinkExpired,
    LinkUnknown,
    MerchantSuspended,
    NotEnoughPoints,
    RewardChanged,
    RewardGone,
)
from loyalty.model import Programme, Reward, Role, TillRequest
from storage import members, people, rewards, staff, vouchers
from storage.database import Tx
from storage.vouchers import HeldVoucher


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """Who stands at the till: masked name, tier, the vouchers they can use here and the rewards they can have here."""

    card_id: int
    merchant_id: int
    who: str
    tier: str
    balance: int
    vouchers: tuple[HeldVoucher, ...]
    affordable: tuple[Reward, ...]


def visitor(
    tx: Tx,
    cause: Cause,
    programme: Programme,
    *,
    telegram_id: int,
    till_code: str | None = None,
    card_id: int | None = None,
    generation: int = 1,
) -> Visitor:
    """What a cashier sees of the member whose card it is, by its till code or its QR.

    Raises NotAllowed, CodeUnknown, LinkUnknown, LinkExpired, OwnMembership and what `working` raises.
    """
    cashier = working(tx, telegram_id, Role.CASHIER)
    if card_id is None:
        card = living_card(tx, cause, till_code=till_code, card_id=None)
    else:
        card = scanned_card(tx, cause, card_id, generation)
    not_own(tx, cashier, card.member_id)
    member = members.member(tx, card.member_id)
    if member is None:
        raise LookupError(f"member {card.member_id}")
    balance = spendable_now(tx, member, cause.now)
    here = cashier.merchant_id
    affordable = [reward for reward in rewards.rewards_of(tx, here) if reward.points <= balance]
    anywhere = programme.confirmed_anywhere
    return Visitor(
        card_id=card.id,
        merchant_id=here,
        who=masked_name(tx, card.member_id),
        tier=tier_at(tx, programme, member, cause.now, cause.now),
        balance=balance,
        vouchers=tuple(vouchers.held_vouchers(tx, card.member_id, cause.now, merchant_id=None if anywhere else here)),
        affordable=tuple(
            reward
            for reward in affordable
            if why_not(tx, programme, reward, member, cause.now, at_the_till=True) is None
        ),
    )


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The member was asked whether to use a reward now."""

    reward: str
    points: int
    who: str


@action
def ask_to_use(
    tx: Tx,
    cause: Cause,
    programme: Programme,
    *,
    telegram_id: int,
    card_id: int,
    reward_id: int | None = None,
    voucher_id: int | None = None,
) -> Asked:
    """A cashier presses Use: the member is asked, and nothing moves before their Yes.

    Raises NotAllowed, CodeUnknown, OwnMembership, NotEnoughPoints and what `still_held` or `may_have` raises.
    """
    voucher = None if voucher_id is None else vouchers.voucher(tx, voucher_id)
    if voucher_id is not None and voucher is None:
        raise LinkUnknown
    chosen = reward_of(tx, voucher.reward_id if voucher else reward_id or 0)
    if voucher is None:
        cashier = working(tx, telegram_id, Role.CASHIER, chosen.merchant_id)
    else:
        cashier = confirming(tx, programme, telegram_id, chosen.merchant_id)
    card = living_card(tx, cause, till_code=None, card_id=card_id)
    not_own(tx, cashier, card.member_id)
    if voucher is None:
        points = offered(tx, chosen.id).points
        _can_have(tx, cause, programme, card.member_id, chosen)
    else:
        points = voucher.points
        if voucher.member_id != card.member_id:
            raise LinkUnknown
        still_held(voucher, cause.now)
    request_id = vouchers.add_request(
        tx,
        member_id=card.member_id,
        merchant_id=cashier.merchant_id,
        staff_id=cashier.id,
        reward_id=chosen.id,
        voucher_id=voucher_id,
        now=cause.now,
        expires_at=cause.now + programme.request_life,
    )
    person = people.person_of(tx, card.member_id)
    if person is not None:
        merchant = merchant_of(tx, chosen.merchant_id).name
        told = {"request": request_id, "reward": chosen.name, "merchant": merchant, "points": points}
        tell(tx, cause, person.telegram_id, "use-asked", told, life=programme.request_life)
    return Asked(reward=chosen.name, points=points, who=masked_name(tx, card.member_id))


def _can_have(tx: Tx, cause: Cause, programme: Programme, member_id: int, reward: Reward) -> None:
    member = members.member(tx, member_id)
    if member is None:
        raise LookupError(f"member {member_id}")
    barred = why_not(tx, programme, reward, member, cause.now, at_the_till=True)
    if barred is not None:
        raise barred
    balance = spendable_now(tx, member, cause.now)
    if balance < reward.points:
        raise NotEnoughPoints(needed=reward.points, spendable=balance)


def _still_asking(tx: Tx, asked: TillRequest) -> None:
    """What was asked at a till holds while whoever asked works there. Raises AlreadyEnded, MerchantSuspended."""
    cashier = staff.staff(tx, asked.staff_id)
    if cashier is None or cashier.removed_at is not None:
        raise AlreadyEnded
    if not merchant_of(tx, asked.merchant_id).active:
        raise MerchantSuspended


@dataclass(frozen=True, kw_only=True)
class Answered:
    """What the member's answer led to."""

    reward: str
    merchant: str
    points: int
    accepted: bool


@action
def answer(
    tx: Tx,
    cause: Cause,
    programme: Programme,
    *,
    telegram_id: int,
    request_id: int,
    accept: bool,
    points: int | None = None,
) -> Answered:
    """The member says Yes or No at the till; Yes spends the points (`points`, if these were what they were asked about)
    or the voucher at once.

    Raises RewardChanged for another price, NotAMember, LinkUnknown, AlreadyEnded, LinkExpired, MerchantSuspended,
    NotEnoughPoints, InDebt and what `still_held` or `take_one` raises.
    """
    _, member_id = joined(tx, telegram_id)
    asked = vouchers.request(tx, request_id)
    if asked is None or asked.member_id != member_id:
        raise LinkUnknown
    if asked.state != "asked":
        raise AlreadyEnded
    if cause.now >= asked.expires_at:
        raise LinkExpired
    chosen = reward_of(tx, asked.reward_id)
    spent = chosen.points
    if accept and asked.voucher_id is None and points not in (None, spent):
        raise RewardChanged
    if accept:
        _still_asking(tx, asked)
    members.lock_member(tx, member_id)
    if not vouchers.answer_request(tx, asked.id, "accepted" if accept else "declined"):
        raise AlreadyEnded
    if accept:
        book = Book(tx, cause, programme, f"member:{member_id}")
        if asked.voucher_id is None:
            redeem_now(book, member_id, chosen, staff_id=asked.staff_id)
        else:
            voucher = vouchers.voucher(tx, asked.voucher_id)
            if voucher is None:
                raise RewardGone
            spent = voucher.points
            spend_voucher(book, voucher, asked.staff_id, asked.merchant_id)
    told = {"reward": chosen.name, "points": spent, "who": masked_name(tx, member_id)}
    tell_staff(tx, cause, asked.staff_id, "use-accepted" if accept else "use-declined", told)
    merchant = merchant_of(tx, asked.merchant_id).name
    return Answered(reward=chosen.name, merchant=merchant, points=spent, accepted=accept)
