"""Merchants, and for which of them somebody works now."""

from dataclasses import dataclass

from bot.actions.action import Cause, action
from bot.actions.authority import merchant_of, working
from bot.actions.names import clean_name
from loyalty.errors import NameTaken
from loyalty.model import Merchant, Programme, Role
from storage import merchants, people, staff
from storage.database import Tx


@dataclass(frozen=True, kw_only=True)
class MerchantAdded:
    """A new merchant."""

    merchant_id: int
    name: str


@action
def add_merchant(
    tx: Tx, cause: Cause, programme: Programme, *, telegram_id: int, operator_name: str, name: str
) -> MerchantAdded:
    """The operator adds a merchant and is its owner, and works there from now on. Raises NameUnusable, NameTaken.

    That the person is an operator is settings, so the door has asked before.
    """
    name = clean_name(name)
    if merchants.merchant_named(tx, name) is not None:
        raise NameTaken(name=name)
    merchant_id = merchants.add_merchant(tx, name, cause.now)
    staff.add_staff(
        tx, merchant_id=merchant_id, telegram_id=telegram_id, name=operator_name, role=Role.OWNER, now=cause.now
    )
    people.set_choice(tx, telegram_id, "desk_merchant_id", merchant_id)
    return MerchantAdded(merchant_id=merchant_id, name=name)


@dataclass(frozen=True, kw_only=True)
class Desk:
    """What somebody works on: the merchant chosen, their role there, and all the others."""

    merchant: Merchant
    role: Role
    others: tuple[Merchant, ...]


def desk_of(tx: Tx, telegram_id: int) -> Desk:
    """The desk of somebody who works somewhere. Raises NotAllowed, NoMerchantChosen, MerchantSuspended."""
    current = working(tx, telegram_id, Role.AUDITOR)
    others = [merchant_of(tx, role.merchant_id) for role in staff.roles_of(tx, telegram_id)]
    return Desk(
        merchant=merchant_of(tx, current.merchant_id),
        role=current.role,
        others=tuple(merchant for merchant in others if merchant.id != current.merchant_id),
    )


def choices(tx: Tx, telegram_id: int) -> list[Merchant]:
    """Every merchant somebody works for."""
    return [merchant_of(tx, role.merchant_id) for role in staff.roles_of(tx, telegram_id)]


def choose_merchant(tx: Tx, telegram_id: int, merchant_id: int) -> Merchant:
    """Somebody works for this merchant from now on. Raises NotAllowed, MerchantSuspended."""
    working(tx, telegram_id, Role.AUDITOR, merchant_id)
    people.set_choice(tx, telegram_id, "desk_merchant_id", merchant_id)
    return merchant_of(tx, merchant_id)
