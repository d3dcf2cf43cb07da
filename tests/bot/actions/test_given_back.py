"""Points given back return to the lots they came from, with their own expiry; past it, who gave them back decides."""

import json
from datetime import UTC, datetime, timedelta

from bot.actions.redeem import cancel, cancel_costs
from bot.actions.suspend import suspend_merchant
from bot.actions.undo import undo
from tests.bot.actions.shop import AYSE, CASHIER, Shop

ENDS = datetime(2027, 11, 30, 21, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)
A_WEEK = timedelta(days=7)


async def lots(shop: Shop) -> list[tuple[int, str, int]]:
    return [(row["id"], row["state"], row["remaining"]) for row in await shop.rows("SELECT * FROM lots ORDER BY id")]


async def undone_over(shop: Shop, end: datetime, reward_id: int) -> datetime:
    """A purchase just before `end`, a voucher that holds old points and its own, and its undoing just after."""
    shop.now = end - timedelta(minutes=1)
    booked = await shop.buy(AYSE, 10)
    await shop.hold(AYSE, reward_id)
    shop.now = end + timedelta(seconds=30)
    await shop.act(undo, telegram_id=CASHIER, sale_id=booked.sale_id)
    return shop.now


async def test_points_given_back_before_their_date_keep_their_own_expiry(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 10)
    shop.pass_time(days=31)
    await shop.buy(AYSE, 10)
    voucher = await shop.hold(AYSE, await shop.reward(15))
    assert await lots(shop) == [(1, "spent", 0), (2, "active", 5)]
    await shop.act(cancel, telegram_id=AYSE, voucher_id=voucher.voucher_id)
    assert await lots(shop) == [(1, "active", 10), (2, "active", 10)]
    assert [row["extended"] for row in await shop.rows("SELECT extended FROM lots")] == [0, 0]
    shop.now = ENDS - MILLISECOND
    assert await shop.points(AYSE) == (20, 0, 0, 0)
    shop.now = ENDS
    assert await shop.points(AYSE) == (10, 0, 0, 0)


async def test_points_cancelled_by_the_member_past_their_date_expire_at_once_and_that_is_said_before(
    shop: Shop,
) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 10)
    shop.now = ENDS - timedelta(minutes=5)
    await shop.buy(AYSE, 10)
    voucher = await shop.hold(AYSE, await shop.reward(15))
    shop.now = ENDS
    costs = await shop.database.read(cancel_costs, shop.now, AYSE, voucher.voucher_id)
    assert (costs.points, costs.lost) == (15, 10)
    ended = await shop.act(cancel, telegram_id=AYSE, voucher_id=voucher.voucher_id)
    assert ended.lost == 10
    assert await shop.points(AYSE) == (10, 0, 0, 0)
    assert await lots(shop) == [(1, "expired", 0), (2, "active", 10)]


async def test_points_of_a_voucher_that_lapses_past_their_date_expire_at_once(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 10)
    reward = await shop.reward(10)
    shop.now = ENDS - timedelta(minutes=5)
    await shop.hold(AYSE, reward)
    shop.pass_time(minutes=10)
    assert await shop.points(AYSE) == (0, 0, 0, 0)
    await shop.settle()
    assert (await shop.journal())[-2:] == [("lapse", "lapse:1"), ("expire", "expire:1")]
    assert await lots(shop) == [(1, "expired", 0)]
    assert (await shop.notices(AYSE))[-1] == "voucher-lapsed-late"


async def test_points_of_a_suspended_merchants_voucher_live_seven_more_days(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 10)
    reward = await shop.reward(10)
    shop.now = ENDS - timedelta(minutes=5)
    await shop.hold(AYSE, reward)
    shop.now = ENDS
    assert await shop.act(suspend_merchant, shop.cafe) == 1
    assert await shop.points(AYSE) == (10, 0, 0, 0)
    (told,) = await shop.rows("SELECT data FROM outbox WHERE notice = 'voucher-given-back'")
    assert json.loads(told["data"])["saved"] == 10
    shop.pass_time(days=7)
    assert await shop.points(AYSE) == (0, 0, 0, 0)


async def test_points_given_back_by_staff_past_their_date_live_seven_more_days(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 10)
    given_back = await undone_over(shop, ENDS, await shop.reward(15))
    assert await lots(shop) == [(1, "active", 10), (2, "reversed", 0)]
    shop.now = given_back + A_WEEK - MILLISECOND
    await shop.settle()
    assert await shop.points(AYSE) == (10, 0, 0, 0)
    assert (await shop.balance(AYSE)).expires_at == given_back + A_WEEK
    shop.now = given_back + A_WEEK
    assert await shop.points(AYSE) == (0, 0, 0, 0)
    await shop.settle()
    assert await lots(shop) == [(1, "expired", 0), (2, "reversed", 0)]


async def test_a_lot_that_had_expired_lives_again_when_staff_give_points_back_to_it(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 12)
    five, ten = await shop.reward(5), await shop.reward(10)
    shop.now = ENDS - timedelta(minutes=1)
    first = await shop.hold(AYSE, five)
    late = await shop.buy(AYSE, 4)
    await shop.hold(AYSE, ten)  # 7 of the old lot and 3 of the late one
    await shop.act(cancel, telegram_id=AYSE, voucher_id=first.voucher_id)
    shop.now = ENDS
    await shop.settle()
    assert await lots(shop) == [(1, "expired", 0), (2, "active", 1)]
    shop.now = ENDS + timedelta(seconds=30)
    await shop.act(undo, telegram_id=CASHIER, sale_id=late.sale_id)
    # What had expired stays so; what staff gave back lives.
    assert await lots(shop) == [(1, "active", 7), (2, "reversed", 0)]
    assert await shop.points(AYSE) == (7, 0, 0, 0)


async def test_points_live_seven_more_days_only_once_a_lot(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 10)
    reward = await shop.reward(15)
    given_back = await undone_over(shop, ENDS, reward)
    await undone_over(shop, given_back + A_WEEK, reward)
    assert await shop.points(AYSE) == (0, 0, 0, 0)
    assert await lots(shop) == [(1, "expired", 0), (2, "reversed", 0), (3, "reversed", 0)]


async def test_one_expire_row_for_each_time_that_points_came_back_to_an_expired_lot(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 12)
    reward = await shop.reward(5)
    shop.now = ENDS - timedelta(minutes=5)
    await shop.hold(AYSE, reward)
    shop.pass_time(seconds=10)
    second = await shop.hold(AYSE, reward)
    shop.now = ENDS
    await shop.settle()
    # The first voucher lapses, unbooked, and the member cancels the second in its last seconds.
    shop.now = ENDS + timedelta(minutes=5)
    ended = await shop.act(cancel, telegram_id=AYSE, voucher_id=second.voucher_id)
    assert ended.lost == 5
    expired = [key for kind, key in await shop.journal() if kind == "expire"]
    assert expired == ["expire:1", "expire:1/2", "expire:1/3"]
    rows = await shop.rows("SELECT points FROM postings WHERE account = 'programme:expired' ORDER BY journal_id")
    assert [row["points"] for row in rows] == [2, 5, 5]
