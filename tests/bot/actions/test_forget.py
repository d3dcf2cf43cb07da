"""Forget me: who somebody is goes, what was booked stays, and nothing is left to spend."""

from bot.actions.book import Book
from bot.actions.forget import Loss, forget_me, loss_of
from bot.actions.join import follow_invitation
from bot.actions.redeem import hold
from bot.actions.staffing import claim_invite, invite_staff
from loyalty.model import Role, issued_account
from storage import inbox, members, people, steps
from storage import staff as staff_rows
from storage.database import Database, Tx
from storage.personal import personal_data
from storage.rows import ms
from tests.bot.actions.street import AYSE, BEN, OWNER, PROGRAMME, Street, seal

NOBODY: dict[str, object] = {
    "person": None,
    "works_at": [],
    "staff_invites_followed": [],
    "open_question": [],
    "notices": [],
    "broadcasts_watched": [],
}


async def _forget(street: Street, telegram_id: int) -> None:
    await street.act(forget_me, telegram_id=telegram_id, seal=seal(telegram_id))


async def _with_points_of_every_kind(street: Street) -> int:
    """Ayşe with active points, pending points and a voucher."""
    await street.open()
    number = await street.join(AYSE, "Ayşe Kaya")
    await street.join(OWNER, "Ozan Demir")
    await street.meet(BEN, "Ben Okoro")
    await street.database.write(follow_invitation, street.cause(), telegram_id=BEN, inviter_id=number, seal=seal(BEN))
    await street.join(BEN, "Ben Okoro")
    await street.buy(BEN, 5_00)
    await street.buy(AYSE, 24_90)
    await street.act(hold, telegram_id=AYSE, reward_id=1)
    return number


async def test_what_is_lost_is_known_before(database: Database) -> None:
    street = Street(database)
    await _with_points_of_every_kind(street)
    loss = await database.read(loss_of, street.cause(), AYSE)
    assert loss == Loss(points=24, pending=10, vouchers=1, debt=0, shops=())
    # A bonus that has become active by the clock counts as active, whatever has been booked.
    street.wait(days=15)
    loss = await database.read(loss_of, street.cause(), AYSE)
    assert loss == Loss(points=34, pending=0, vouchers=0, debt=0, shops=())


async def test_a_forgotten_member_has_nothing_left_and_no_name(database: Database) -> None:
    street = Street(database)
    number = await _with_points_of_every_kind(street)
    await database.write(steps.take_step, AYSE, "zone", {}, street.now)
    await _forget(street, AYSE)
    assert await database.read(personal_data, AYSE) == NOBODY
    left = await database.read(members.member, number)
    assert left is not None
    assert (left.balance, left.pending, left.held, left.debt) == (0, 0, 0, 0)
    assert left.forgotten_at == street.now
    await street.nothing_is_wrong()


async def test_forgetting_twice_and_forgetting_a_stranger_are_harmless(database: Database) -> None:
    street = Street(database)
    await _with_points_of_every_kind(street)
    await _forget(street, AYSE)
    await _forget(street, AYSE)
    await street.meet(13, "Cem")
    await _forget(street, 13)
    assert await database.read(personal_data, 13) == NOBODY
    await street.nothing_is_wrong()


async def test_the_update_that_asks_and_those_that_wait_are_emptied(database: Database) -> None:
    street = Street(database)
    await street.meet(AYSE, "Ayşe Kaya")
    updates = [(1, AYSE, '{"Ayşe": 1}'), (2, AYSE, '{"Ayşe": 2}'), (3, BEN, '{"Ben": 1}')]
    await database.write(inbox.receive, 4242, updates, ms(street.now))
    await _forget(street, AYSE)
    kept = await database.read(inbox.pending, 4242, 0, 10)
    assert [row["payload"] for row in kept] == ['{"Ben": 1}']


async def test_a_debt_outlives_being_forgotten(database: Database) -> None:
    street = Street(database)
    await street.open()
    number = await street.join(AYSE, "Ayşe Kaya")
    await database.write(_owe, street, number)
    assert (await database.read(loss_of, street.cause(), AYSE)).debt == 7
    await _forget(street, AYSE)
    again = await street.join(AYSE, "Ayşe Kaya")
    assert again != number
    owing = await database.read(members.member, again)
    assert owing is not None
    assert owing.debt == -7
    await street.nothing_is_wrong()


def _owe(tx: Tx, street: Street, member_id: int) -> None:
    Book(tx, street.cause(), PROGRAMME, "operator").post(
        "adjust", member_id, merchant_id=1, debt=-7, counter=issued_account(1)
    )


async def test_staff_stay_staff_but_not_members(database: Database) -> None:
    street = Street(database)
    await street.open()
    await street.join(OWNER, "Ozan Demir")
    assert (await database.read(loss_of, street.cause(), OWNER)).shops == ("Corner Café",)
    await _forget(street, OWNER)
    roles = await database.read(staff_rows.roles_of, OWNER)
    assert [role.name for role in roles] == ["Ozan Demir"]
    assert await database.read(people.person, OWNER) is None


async def test_somebody_who_no_longer_works_there_is_forgotten_there_too(database: Database) -> None:
    street = Street(database)
    await street.open()
    invite = await street.act(invite_staff, telegram_id=OWNER, role=Role.CASHIER)
    await street.meet(BEN, "Ben Okoro")
    await database.write(_worked_once, street)
    await street.act(
        claim_invite,
        telegram_id=BEN,
        name="Ben Okoro",
        invite_id=invite.invite_id,
        generation=invite.generation,
    )
    kept = await database.read(personal_data, BEN)
    assert [role["name"] for role in kept["works_at"]] == ["Ben Okoro"]
    assert [claim["state"] for claim in kept["staff_invites_followed"]] == ["claimed"]
    await _forget(street, BEN)
    assert await database.read(personal_data, BEN) == NOBODY
    withdrawn = await database.read(staff_rows.invite, invite.invite_id)
    assert withdrawn is not None
    assert (withdrawn.state, withdrawn.claimed_by, withdrawn.claimed_name) == ("refused", None, None)


def _worked_once(tx: Tx, street: Street) -> None:
    role = staff_rows.add_staff(tx, merchant_id=1, telegram_id=BEN, name="Ben Okoro", role=Role.CASHIER, now=street.now)
    assert role is not None
    assert staff_rows.remove_staff(tx, role, street.now)
