"""Every expiry policy, through the real actions: what is bought under it, to the millisecond and without a job."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.actions.codes import issue_code, use_code
from bot.actions.programmes import in_force, set_programme
from bot.actions.redeem import cancel, confirm
from bot.actions.undo import undo
from bot.document import read_document
from loyalty.calendar import start_of_day
from loyalty.errors import NotEnoughPoints
from loyalty.expiry import NEVER
from loyalty.programme import Expiry, ExpiryPolicy
from tests.bot.actions.shop import AYSE, CASHIER, OWNER, PROGRAMME, Shop

MILLISECOND = timedelta(milliseconds=1)
HALF_A_YEAR = Expiry(policy=ExpiryPolicy.MONTHS, count=6, sliding=True)


def midnight(year: int, month: int, day: int) -> datetime:
    return start_of_day(date(year, month, day), PROGRAMME)


def under(shop: Shop, expiry: Expiry) -> None:
    """The shop goes by this life of points from now on."""
    shop.programme = replace(shop.programme, expiry=expiry)


# Bought at noon of 31 August 2026.
POLICIES = [
    (ExpiryPolicy.END_OF_MONTH, 12, midnight(2027, 9, 1)),
    (ExpiryPolicy.END_OF_MONTH, 6, midnight(2027, 3, 1)),
    (ExpiryPolicy.MONTHS, 12, midnight(2027, 9, 1)),
    (ExpiryPolicy.MONTHS, 6, midnight(2027, 3, 1)),  # 31 February is its last day
    (ExpiryPolicy.DAYS, 90, midnight(2026, 11, 30)),
    (ExpiryPolicy.END_OF_YEAR, 0, midnight(2027, 1, 1)),
    (ExpiryPolicy.END_OF_YEAR, 1, midnight(2028, 1, 1)),
]


@pytest.mark.parametrize(("policy", "count", "ends"), POLICIES)
async def test_expiry_points_live_as_long_as_the_policy_says_and_not_a_millisecond_longer(
    shop: Shop, policy: ExpiryPolicy, count: int, ends: datetime
) -> None:
    under(shop, Expiry(policy=policy, count=count))
    shop.now = datetime(2026, 8, 31, 9, tzinfo=UTC)
    await shop.join(AYSE)
    await shop.buy(AYSE, 10)
    reward = await shop.reward(10)
    balance = await shop.balance(AYSE)
    assert (balance.expiring, balance.expires_at) == (10, ends)
    shop.now = ends - MILLISECOND
    assert await shop.points(AYSE) == (10, 0, 0, 0)
    shop.now = ends
    assert await shop.points(AYSE) == (0, 0, 0, 0)
    with pytest.raises(NotEnoughPoints):
        await shop.hold(AYSE, reward)
    await shop.settle()
    assert (await shop.journal())[-1] == ("expire", "expire:1")


async def test_points_that_never_expire_are_spent_last_and_name_no_date(shop: Shop) -> None:
    await shop.join(AYSE)
    under(shop, Expiry(policy=ExpiryPolicy.NEVER))
    await shop.buy(AYSE, 10)
    balance = await shop.balance(AYSE)
    assert (balance.spendable, balance.expiring, balance.expires_at) == (10, 0, None)
    under(shop, Expiry())
    shop.pass_time(days=1)
    await shop.buy(AYSE, 4)
    balance = await shop.balance(AYSE)
    assert (balance.expiring, balance.expires_at) == (4, midnight(2027, 12, 1))
    await shop.hold(AYSE, await shop.reward(5))
    rows = await shop.rows("SELECT remaining FROM lots ORDER BY id")
    assert [row["remaining"] for row in rows] == [9, 0]
    shop.pass_time(days=365 * 200)
    await shop.settle()
    assert (await shop.balance(AYSE)).spendable == 10
    rows = await shop.rows("SELECT max(expires_at) AS last FROM lots")
    assert datetime.fromtimestamp(rows[0]["last"] / 1000, UTC) == NEVER


async def test_expired_means_unspendable_on_both_sides_of_each_clock_change(shop: Shop) -> None:
    shop.programme = replace(shop.programme, zone=ZoneInfo("Europe/Berlin"), expiry=Expiry(policy=ExpiryPolicy.DAYS))
    await shop.join(AYSE)
    for bought, ends in (
        ("2027-03-26T12:00+01:00", "2027-03-28T00:00+01:00"),
        ("2027-03-27T12:00+01:00", "2027-03-29T00:00+02:00"),  # a day of 23 hours lies between
        ("2027-10-30T12:00+02:00", "2027-11-01T00:00+01:00"),  # one of 25
    ):
        under(shop, Expiry(policy=ExpiryPolicy.DAYS, count=1))
        shop.now = datetime.fromisoformat(bought).astimezone(UTC)
        await shop.buy(AYSE, 10)
        shop.now = datetime.fromisoformat(ends) - MILLISECOND
        assert await shop.points(AYSE) == (10, 0, 0, 0)
        shop.now += MILLISECOND
        assert await shop.points(AYSE) == (0, 0, 0, 0)


async def test_pending_points_live_their_whole_life_from_activation(shop: Shop) -> None:
    shop.programme = replace(
        shop.programme, purchase_hold=timedelta(days=14), expiry=Expiry(policy=ExpiryPolicy.DAYS, count=7)
    )
    await shop.join(AYSE)
    await shop.buy(AYSE, 10)
    reward = await shop.reward(10)
    starts = shop.now + timedelta(days=14)
    shop.now = starts - MILLISECOND
    assert await shop.points(AYSE) == (0, 10, 0, 0)
    with pytest.raises(NotEnoughPoints):
        await shop.hold(AYSE, reward)
    shop.now = starts
    assert await shop.points(AYSE) == (10, 0, 0, 0)
    assert (await shop.balance(AYSE)).expires_at == midnight(2026, 12, 13)
    # No job has run.
    await shop.hold(AYSE, reward)


async def test_a_change_of_policy_holds_for_lots_earned_after_it(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 10)
    shown = await shop.show(20)
    document = read_document(b'[expiry]\npolicy = "days"\ndays = 30\n')
    await shop.database.write(set_programme, document, shop.programme, shop.now)
    shop.programme = await shop.database.read(in_force, shop.programme)
    await shop.buy(AYSE, 5)
    # What was recorded before goes by the rules of that time.
    await shop.collect(AYSE, shown)
    ends = [
        datetime.fromtimestamp(row["expires_at"] / 1000, UTC)
        for row in await shop.rows("SELECT expires_at FROM lots ORDER BY id")
    ]
    assert ends == [midnight(2027, 12, 1), midnight(2026, 12, 22), midnight(2027, 12, 1)]


async def buys(shop: Shop) -> None:
    await shop.buy(AYSE, 1)


async def uses_a_voucher(shop: Shop) -> None:
    voucher = await shop.hold(AYSE, await shop.reward(1))
    await shop.act(confirm, telegram_id=CASHIER, voucher_id=voucher.voucher_id)


async def uses_a_code(shop: Shop) -> None:
    code = await shop.act(issue_code, telegram_id=OWNER, reward=str(await shop.reward(1)))
    await shop.act(use_code, telegram_id=AYSE, code_id=code.code_id, generation=1)


async def holds_and_cancels(shop: Shop) -> None:
    voucher = await shop.hold(AYSE, await shop.reward(1))
    await shop.act(cancel, telegram_id=AYSE, voucher_id=voucher.voucher_id)


@pytest.mark.parametrize("activity", [buys, uses_a_voucher, uses_a_code])
async def test_activity_begins_a_sliding_life_anew_for_all_that_can_be_spent(
    shop: Shop, activity: Callable[[Shop], Awaitable[None]]
) -> None:
    under(shop, HALF_A_YEAR)
    await shop.join(AYSE)
    await shop.buy(AYSE, 10)
    shop.pass_time(days=40)
    await shop.buy(AYSE, 10)
    # The policy of today does not matter: these lots keep theirs.
    under(shop, Expiry())
    shop.now = midnight(2027, 3, 1)
    await activity(shop)
    ended = midnight(2027, 9, 2)
    rows = await shop.rows("SELECT expires_at FROM lots WHERE slides IS NOT NULL ORDER BY id")
    assert [datetime.fromtimestamp(row["expires_at"] / 1000, UTC) for row in rows] == [ended, ended]
    shop.now = ended - MILLISECOND
    assert (await shop.points(AYSE))[0] >= 19
    shop.now = ended
    assert (await shop.points(AYSE))[0] <= 1


async def test_a_voucher_held_and_given_back_is_no_activity(shop: Shop) -> None:
    under(shop, HALF_A_YEAR)
    await shop.join(AYSE)
    await shop.buy(AYSE, 10)
    shop.pass_time(days=40)
    await holds_and_cancels(shop)
    assert (await shop.balance(AYSE)).expires_at == midnight(2027, 5, 22)


@pytest.mark.parametrize("job_runs", [True, False])
async def test_points_past_their_time_never_slide_back_to_life(shop: Shop, job_runs: bool) -> None:
    under(shop, HALF_A_YEAR)
    await shop.join(AYSE)
    await shop.buy(AYSE, 10)
    shop.now = midnight(2027, 5, 22)
    if job_runs:
        await shop.settle()
    await shop.buy(AYSE, 3)
    assert await shop.points(AYSE) == (3, 0, 0, 0)
    rows = await shop.rows("SELECT state FROM lots ORDER BY id")
    assert [row["state"] for row in rows] == ["expired", "active"]


async def test_a_purchase_in_the_last_millisecond_saves_sliding_points_and_its_undoing_leaves_them(shop: Shop) -> None:
    under(shop, HALF_A_YEAR)
    await shop.join(AYSE)
    await shop.buy(AYSE, 10)
    shop.now = midnight(2027, 5, 22) - MILLISECOND
    booked = await shop.buy(AYSE, 3)
    await shop.act(undo, telegram_id=CASHIER, sale_id=booked.sale_id)
    shop.pass_time(days=100)
    assert await shop.points(AYSE) == (10, 0, 0, 0)


async def test_points_that_staff_gave_back_after_their_date_do_not_slide(shop: Shop) -> None:
    under(shop, HALF_A_YEAR)
    await shop.join(AYSE)
    await shop.buy(AYSE, 10)
    reward = await shop.reward(12)
    under(shop, Expiry())
    # Nothing but a purchase under way keeps the old points from ending.
    await shop.run("UPDATE members SET sliding = 0")
    shop.now = midnight(2027, 5, 22) - timedelta(minutes=1)
    booked = await shop.buy(AYSE, 5)
    await shop.hold(AYSE, reward)
    await shop.run("UPDATE members SET sliding = 1")
    shop.now = midnight(2027, 5, 22)
    await shop.act(undo, telegram_id=CASHIER, sale_id=booked.sale_id)
    assert await shop.points(AYSE) == (10, 0, 0, 0)
    await shop.buy(AYSE, 1)
    shop.pass_time(days=7)
    assert await shop.points(AYSE) == (1, 0, 0, 0)


async def test_a_sale_collected_later_slides_from_when_it_was_recorded(shop: Shop) -> None:
    under(shop, Expiry(policy=ExpiryPolicy.DAYS, count=30, sliding=True))
    await shop.join(AYSE)
    await shop.buy(AYSE, 10)
    shop.now = midnight(2026, 12, 2) - timedelta(minutes=5)
    shown = await shop.show(5)
    shop.pass_time(minutes=10)
    await shop.collect(AYSE, shown)
    balance = await shop.balance(AYSE)
    assert (balance.expiring, balance.expires_at) == (15, midnight(2027, 1, 1))
