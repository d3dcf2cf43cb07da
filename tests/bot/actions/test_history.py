"""History from real actions: every row of the journal once, newest first, explained, paged both ways."""

from bot.actions.history import PAGE, history_of, something_due
from bot.actions.offers import offer_for, offers_for
from bot.actions.redeem import cancel, cancel_costs, confirm, hold
from bot.actions.refund import refund
from bot.actions.reverse import reverse
from bot.actions.settle import settle_members
from bot.actions.undo import undo
from storage.database import Database
from storage.personal import personal_data
from tests.bot.actions.street import AYSE, OWNER, PROGRAMME, Street


async def test_each_movement_is_explained(database: Database) -> None:
    street = Street(database)
    await street.open()
    await street.join(AYSE, "Ayşe Kaya")
    sale = await street.buy(AYSE, 24_90)
    held = await street.act(hold, telegram_id=AYSE, reward_id=1)
    await street.act(cancel, telegram_id=AYSE, voucher_id=held.voucher_id)
    await street.act(undo, telegram_id=OWNER, sale_id=sale)
    lines = (await database.read(history_of, AYSE, None)).lines
    assert [line.movement.kind for line in lines] == ["reverse", "cancel", "hold", "earn"]
    undone, cancelled, holding, earn = lines
    assert (undone.undoes, undone.movement.active) == ("earn", -24)
    assert (cancelled.reward, holding.reward) == ("Espresso", "Espresso")
    assert (earn.amount, earn.movement.active, earn.movement.merchant) == (24_90, 24, "Corner Café")


async def test_pages_turn_to_the_end_and_back(database: Database) -> None:
    street = Street(database)
    await street.open()
    await street.join(AYSE, "Ayşe Kaya")
    for _ in range(2 * PAGE + 1):
        await street.buy(AYSE, 1_00)
    first = await database.read(history_of, AYSE, None)
    second = await database.read(history_of, AYSE, first.older)
    third = await database.read(history_of, AYSE, second.older)
    assert [len(page.lines) for page in (first, second, third)] == [PAGE, PAGE, 1]
    ids = [line.movement.id for page in (first, second, third) for line in page.lines]
    assert ids == sorted(set(ids), reverse=True)
    assert (first.newer, second.newer, third.older) == (None, 0, None)
    assert await database.read(history_of, AYSE, third.newer) == second


async def test_what_the_clock_has_decided_is_noticed_before_it_is_booked(database: Database) -> None:
    street = Street(database)
    await street.open()
    number = await street.join(AYSE, "Ayşe Kaya")
    await street.buy(AYSE, 24_90)
    await street.act(hold, telegram_id=AYSE, reward_id=1)
    assert await database.read(something_due, AYSE, street.now) is None
    street.wait(minutes=10)
    assert await database.read(something_due, AYSE, street.now) == number
    await database.write(settle_members, street.cause(), PROGRAMME, [number])
    assert await database.read(something_due, AYSE, street.now) is None
    assert (await database.read(history_of, AYSE, None)).lines[0].movement.kind == "lapse"
    await street.nothing_is_wrong()


async def test_what_cancelling_costs_is_known_before(database: Database) -> None:
    street = Street(database)
    await street.open()
    await street.join(AYSE, "Ayşe Kaya")
    await street.buy(AYSE, 24_90)
    # Five minutes before the points end.
    street.now = street.now.replace(year=2027, day=30, hour=23, minute=55)
    held = await street.act(hold, telegram_id=AYSE, reward_id=1)
    assert (await database.read(cancel_costs, street.now, AYSE, held.voucher_id)).lost == 0
    street.wait(minutes=6)
    assert (await database.read(cancel_costs, street.now, AYSE, held.voucher_id)).lost == 20
    await street.act(cancel, telegram_id=AYSE, voucher_id=held.voucher_id)
    kinds = [line.movement.kind for line in (await database.read(history_of, AYSE, None)).lines]
    assert kinds == ["expire", "cancel", "expire", "hold", "earn"]
    await street.nothing_is_wrong()


async def test_offers_say_how_many_points_are_missing(database: Database) -> None:
    street = Street(database)
    await street.open(points=20)
    await street.join(AYSE, "Ayşe Kaya")
    await street.buy(AYSE, 15_00)
    seen = await database.read(offers_for, PROGRAMME, AYSE, street.now)
    assert (seen.spendable, [offer.reward.name for offer in seen.offers]) == (15, ["Espresso"])
    assert (await database.read(offer_for, PROGRAMME, AYSE, street.now, 1)).missing == 5
    await street.buy(AYSE, 10_00)
    assert (await database.read(offer_for, PROGRAMME, AYSE, street.now, 1)).missing == 0


async def test_my_data_shows_what_was_refunded_redeemed_and_reversed(database: Database) -> None:
    street = Street(database)
    await street.open()
    await street.join(AYSE, "Ayşe Kaya")
    await street.buy(AYSE, 24_90)
    held = await street.act(hold, telegram_id=AYSE, reward_id=1)
    await street.act(confirm, telegram_id=OWNER, voucher_id=held.voucher_id)
    await street.act(reverse, telegram_id=OWNER, redemption_id=1)
    await street.act(refund, telegram_id=OWNER, sale_id=1, amount=4_50)
    kept = await database.read(personal_data, AYSE)
    assert [(one["purchase"], one["amount_minor"], one["points"]) for one in kept["refunds"]] == [(1, 4_50, 4)]
    assert kept["purchases"][0]["refunded_minor"] == 4_50
    assert [(one["reward"], one["points"], one["state"]) for one in kept["rewards_used"]] == [
        ("Espresso", 20, "reversed")
    ]


async def test_my_data_holds_every_row_about_me_with_its_postings(database: Database) -> None:
    street = Street(database)
    await street.open()
    number = await street.join(AYSE, "Ayşe Kaya")
    await street.buy(AYSE, 24_90)
    await street.act(hold, telegram_id=AYSE, reward_id=1)
    kept = await database.read(personal_data, AYSE)
    assert kept["person"]["name"] == "Ayşe Kaya"
    assert kept["member"]["id"] == number
    assert [row["kind"] for row in kept["journal"]] == ["earn", "hold"]
    assert all(sum(posting["points"] for posting in row["postings"]) == 0 for row in kept["journal"])
    assert kept["journal"][0]["basis"]["amount"] == 24_90
    assert [lot["remaining"] for lot in kept["lots"]] == [4]
    assert [voucher["reward"] for voucher in kept["vouchers"]] == ["Espresso"]
    assert [sale["amount_minor"] for sale in kept["purchases"]] == [24_90]
    assert kept["friends"] == {"joined": 0, "qualified": 0, "points": 0}
