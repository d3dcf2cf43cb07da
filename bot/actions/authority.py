"""Who may do what: read from the database at the moment it is asked, never from what a button or link says."""

from loyalty.errors import MerchantSuspended, NoMerchantChosen, NotAllowed, NotAMember, OwnMembership
from loyalty.model import Merchant, Programme, Role, Staff
from storage import merchants, people, staff
from storage.database import Tx
from storage.people import Person


def working(tx: Tx, telegram_id: int, needed: Role, merchant_id: int | None = None) -> Staff:
    """The role in which somebody acts: at the merchant named, else the one they chose, else their only one.

    Raises NotAllowed, NoMerchantChosen, MerchantSuspended.
    """
    roles = staff.roles_of(tx, telegram_id)
    if merchant_id is not None:
        roles = [role for role in roles if role.merchant_id == merchant_id]
    elif len(roles) > 1:
        person = people.person(tx, telegram_id)
        chosen = person.desk_merchant_id if person else None
        roles = [role for role in roles if role.merchant_id == chosen]
        if not roles:
            raise NoMerchantChosen
    if not roles or not roles[0].role.covers(needed):
        raise NotAllowed
    if roles[0].merchant_state != "active":
        raise MerchantSuspended
    return roles[0]


def speaks_for_all(tx: Tx, telegram_id: int, operator: bool) -> bool:
    """Whether somebody may decide for the whole programme: an operator, or the owner of every merchant."""
    owned = {role.merchant_id for role in staff.roles_of(tx, telegram_id) if role.role is Role.OWNER}
    return operator or (bool(owned) and {merchant.id for merchant in merchants.merchants(tx)} <= owned)


def confirming(tx: Tx, programme: Programme, telegram_id: int, merchant_id: int) -> Staff:
    """In which role somebody confirms what a merchant gives: as its own staff, or with `confirmed_anywhere` as those
    of the merchant they work for now. Raises NotAllowed, NoMerchantChosen, MerchantSuspended.
    """
    roles = staff.roles_of(tx, telegram_id)
    own = any(role.merchant_id == merchant_id and role.role.covers(Role.CASHIER) for role in roles)
    if own or not programme.confirmed_anywhere:
        return working(tx, telegram_id, Role.CASHIER, merchant_id)
    if not merchant_of(tx, merchant_id).active:
        raise MerchantSuspended
    return working(tx, telegram_id, Role.CASHIER)


def joined(tx: Tx, telegram_id: int) -> tuple[Person, int]:
    """A person who joined, and their member number. Raises NotAMember."""
    person = people.person(tx, telegram_id)
    if person is None or person.member_id is None:
        raise NotAMember
    return person, person.member_id


def not_own(tx: Tx, staff_member: Staff, member_id: int) -> Person | None:
    """Nobody acts as staff on their own membership: who is behind the member, None for somebody forgotten.

    Raises OwnMembership.
    """
    person = people.person_of(tx, member_id)
    if person is not None:
        not_self(staff_member, person)
    return person


def not_self(staff_member: Staff, person: Person) -> None:
    """The same for a person at hand. Raises OwnMembership."""
    if person.telegram_id == staff_member.telegram_id:
        raise OwnMembership


def merchant_of(tx: Tx, merchant_id: int) -> Merchant:
    """A merchant that must be there. Raises LookupError."""
    found = merchants.merchant(tx, merchant_id)
    if found is None:
        raise LookupError(f"merchant {merchant_id}")
    return found


def mask(name: str) -> str:
    """A member's name as staff see it.

    >>> mask("Ayşe Kaya"), mask("Bo"), mask("")
    ('Ay••• K.', 'Bo•••', '•••')
    """
    words = name.split()
    if not words:
        return "•••"
    return f"{words[0][:2]}•••" + (f" {words[-1][0]}." if len(words) > 1 else "")


def masked(person: Person | None) -> str:
    """A member's masked name; dots alone for somebody forgotten."""
    return mask(person.name if person else "")


def masked_name(tx: Tx, member_id: int) -> str:
    """The masked name of the person behind a member."""
    return masked(people.person_of(tx, member_id))
