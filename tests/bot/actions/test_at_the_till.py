"""At the till by code: who it is, asking the member, and the member's answer; and the codes a merchant issues."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.actions.at_the_till import Answered, Asked, Visitor, answer, ask_to_use, visitor
from bot.actions.card import CardShown, _till_codes, show_card
from bot.actions.catalogue import retire_reward
from bot.actions.codes import find_reward, issue_code, look_at_code, use_code
from bot.actions.forget import forget_me
from bot.actions.redeem import cancel, confirm
from loyalty.errors import (
    AlreadyEnded,
    AlreadyUsed,
    CodeUnknown,
    InDebt,
    LinkExpired,
    LinkUnknown,
    MerchantSuspended,
    NotAllowed,
    NotAMember,
    NotEnoughPoints,
    OwnMembership,
    RewardGone,
    TooManyTries,
)
from loyalty.model import Reward
from storage import cards, members
from storage.database import Tx
from tests.bot.actions.shop import (
    AUDITOR,
    AYSE,
    BAKER,
    BORA,
    CASHIER,
    CEM,
    MANAGER,
    OWNER,
    STRANGER,
    Shop,
    seal,
)


async def at_the_till(shop: Shop) -> CardShown:
    """Ayşe with 24 points and her card."""
    await shop.join(AYSE)
    await shop.buy(AYSE, 24.90)
    return await shop.act(show_card, telegram_id=AYSE)


async def asked(shop: Shop, card: CardShown, reward_id: int | None = None, voucher_id: int | None = None) -> int:
    await shop.act(ask_to_use, telegram_id=CASHIER, card_id=card.card_id, reward_id=reward_id, voucher_id=voucher_id)
    rows = await shop.rows("SELECT max(id) AS id FROM till_requests")
    return int(rows[0]["id"])


async def seen(shop: Shop, **how: Any) -> Visitor:
    """What a cashier sees of whose card it is."""
    return await shop.database.read(visitor, shop.cause(), shop.programme, **how)


async def test_a_cashier_sees_who_it_is_and_what_they_could_have(shop: Shop) -> None:
    await shop.reward(4, "Tea")
    await shop.reward(25, "Cake")
    await shop.reward(1, "Bread", by=BAKER)
    card = await at_the_till(shop)
    voucher = await shop.hold(AYSE, await shop.reward(5, "Espresso"))
    by_code = await seen(shop, telegram_id=CASHIER, till_code=card.till_code)
    by_card = await seen(shop, telegram_id=CASHIER, card_id=card.card_id)
    assert by_code == by_card
    assert (by_code.who, by_code.tier, by_code.balance) == ("Ay••• K.", "base", 19)
    assert [held.id for held in by_code.vouchers] == [voucher.voucher_id]
    assert [reward.name for reward in by_code.affordable] == ["Tea", "Espresso"]
    assert by_code.merchant_id == shop.cafe


async def test_only_staff_see_who_it_is_and_not_themselves(shop: Shop) -> None:
    card = await at_the_till(shop)
    for who in (AUDITOR, AYSE, STRANGER):
        with pytest.raises(NotAllowed):
            await seen(shop, telegram_id=who, till_code=card.till_code)
    with pytest.raises(CodeUnknown):
        await seen(shop, telegram_id=CASHIER, till_code="12345")
    with pytest.raises(LinkUnknown):
        await seen(shop, telegram_id=CASHIER, card_id=card.card_id, generation=2)
    await shop.join(CASHIER, "Can")
    own = await shop.act(show_card, telegram_id=CASHIER)
    with pytest.raises(OwnMembership):
        await seen(shop, telegram_id=CASHIER, till_code=own.till_code)


async def test_a_reward_is_used_at_the_till_after_the_members_yes(shop: Shop) -> None:
    reward = await shop.reward(20, "Espresso")
    card = await at_the_till(shop)
    question = await shop.act(ask_to_use, telegram_id=CASHIER, card_id=card.card_id, reward_id=reward)
    assert question == Asked(reward="Espresso", points=20, who="Ay••• K.")
    assert await shop.points(AYSE) == (24, 0, 0, 0)
    assert (await shop.notices(AYSE))[-1] == "use-asked"
    answered = await shop.act(answer, telegram_id=AYSE, request_id=1, accept=True)
    assert answered == Answered(reward="Espresso", merchant="Café", points=20, accepted=True)
    assert await shop.points(AYSE) == (4, 0, 0, 0)
    assert (await shop.kinds())[-1] == "redeem"
    assert (await shop.notices(CASHIER))[-1] == "use-accepted"
    for accept in (True, False):
        with pytest.raises(AlreadyEnded):
            await shop.act(answer, telegram_id=AYSE, request_id=1, accept=accept)


async def test_no_means_no(shop: Shop) -> None:
    reward = await shop.reward(20)
    request = await asked(shop, await at_the_till(shop), reward)
    assert not (await shop.act(answer, telegram_id=AYSE, request_id=request, accept=False)).accepted
    assert await shop.points(AYSE) == (24, 0, 0, 0)
    assert (await shop.notices(CASHIER))[-1] == "use-declined"
    with pytest.raises(AlreadyEnded):
        await shop.act(answer, telegram_id=AYSE, request_id=request, accept=True)


async def test_a_voucher_is_used_at_the_till_at_its_own_price(shop: Shop) -> None:
    reward = await shop.reward(20)
    card = await at_the_till(shop)
    voucher = await shop.hold(AYSE, reward)
    await shop.act(retire_reward, telegram_id=MANAGER, reward_id=reward)
    request = await asked(shop, card, voucher_id=voucher.voucher_id)
    assert (await shop.act(answer, telegram_id=AYSE, request_id=request, accept=True)).points == 20
    assert await shop.points(AYSE) == (4, 0, 0, 0)
    assert (await shop.kinds())[-1] == "confirm"
    with pytest.raises(AlreadyUsed):
        await asked(shop, card, voucher_id=voucher.voucher_id)


async def test_a_voucher_ended_between_question_and_answer_is_not_used(shop: Shop) -> None:
    reward = await shop.reward(10)
    card = await at_the_till(shop)
    first, second = await shop.hold(AYSE, reward), await shop.hold(AYSE, reward)
    requests = [await asked(shop, card, voucher_id=each.voucher_id) for each in (first, second)]
    await shop.act(confirm, telegram_id=MANAGER, voucher_id=first.voucher_id)
    await shop.act(cancel, telegram_id=AYSE, voucher_id=second.voucher_id)
    for request, refusal in zip(requests, (AlreadyUsed, AlreadyEnded), strict=True):
        with pytest.raises(refusal):
            await shop.act(answer, telegram_id=AYSE, request_id=request, accept=True)
    assert await shop.points(AYSE) == (14, 0, 0, 0)


async def test_only_the_member_asked_answers_and_within_two_minutes(shop: Shop) -> None:
    reward = await shop.reward(20)
    request = await asked(shop, await at_the_till(shop), reward)
    await shop.join(BORA)
    for who, refusal in ((BORA, LinkUnknown), (STRANGER, NotAMember), (CASHIER, NotAMember)):
        with pytest.raises(refusal):
            await shop.act(answer, telegram_id=who, request_id=request, accept=True)
    with pytest.raises(LinkUnknown):
        await shop.act(answer, telegram_id=AYSE, request_id=999, accept=True)
    shop.pass_time(minutes=2)
    with pytest.raises(LinkExpired):
        await shop.act(answer, telegram_id=AYSE, request_id=request, accept=True)
    assert await shop.points(AYSE) == (24, 0, 0, 0)


async def test_what_a_cashier_asked_ends_with_their_work_and_with_the_shop(shop: Shop) -> None:
    reward = await shop.reward(10)
    card = await at_the_till(shop)
    voucher = await shop.hold(AYSE, reward)
    requests = [await asked(shop, card, reward), await asked(shop, card, voucher_id=voucher.voucher_id)]
    await shop.run("UPDATE merchants SET state = 'suspended' WHERE id = $1", shop.cafe)
    for request in requests:
        with pytest.raises(MerchantSuspended):
            await shop.act(answer, telegram_id=AYSE, request_id=request, accept=True)
    await shop.run("UPDATE merchants SET state = 'active' WHERE id = $1", shop.cafe)
    await shop.run("UPDATE staff SET removed_at = 1 WHERE telegram_id = $1", CASHIER)
    for request in requests:
        with pytest.raises(AlreadyEnded):
            await shop.act(answer, telegram_id=AYSE, request_id=request, accept=True)
    assert await shop.points(AYSE) == (14, 0, 10, 0)


async def test_what_cannot_be_had_is_not_asked(shop: Shop) -> None:
    dear, bread = await shop.reward(25), await shop.reward(1, by=BAKER)
    fair = await shop.reward(5)
    card = await at_the_till(shop)
    await shop.join(BORA)
    await shop.buy(BORA, 10)
    voucher = await shop.hold(BORA, fair)
    refusals: list[tuple[type[Exception], int, int | None, int | None]] = [
        (NotEnoughPoints, CASHIER, dear, None),
        (NotAllowed, CASHIER, bread, None),
        (NotAllowed, STRANGER, fair, None),
        (NotAllowed, AUDITOR, fair, None),
        (RewardGone, CASHIER, 999, None),
        (RewardGone, CASHIER, None, None),
        (LinkUnknown, CASHIER, None, voucher.voucher_id),
        (LinkUnknown, CASHIER, None, 999),
        (NotAllowed, STRANGER, None, voucher.voucher_id),
    ]
    for refusal, who, reward_id, voucher_id in refusals:
        with pytest.raises(refusal):
            await shop.act(
                ask_to_use, telegram_id=who, card_id=card.card_id, reward_id=reward_id, voucher_id=voucher_id
            )
    await shop.act(retire_reward, telegram_id=OWNER, reward_id=fair)
    with pytest.raises(RewardGone):
        await asked(shop, card, fair)
    with pytest.raises(CodeUnknown):
        await shop.act(ask_to_use, telegram_id=CASHIER, card_id=999, reward_id=dear)
    assert await shop.rows("SELECT id FROM till_requests") == []


async def test_nobody_asks_themselves_and_nobody_asks_for_somebody_forgotten(shop: Shop) -> None:
    reward = await shop.reward(5)
    await shop.join(CASHIER, "Can")
    own = await shop.act(show_card, telegram_id=CASHIER)
    with pytest.raises(OwnMembership):
        await shop.act(ask_to_use, telegram_id=CASHIER, card_id=own.card_id, reward_id=reward)
    card = await at_the_till(shop)
    await shop.act(forget_me, telegram_id=AYSE, seal=seal(AYSE))
    with pytest.raises(CodeUnknown):
        await asked(shop, card, reward)


async def test_points_spent_between_question_and_answer_are_missing(shop: Shop) -> None:
    reward = await shop.reward(20)
    request = await asked(shop, await at_the_till(shop), reward)
    await shop.hold(AYSE, reward)
    with pytest.raises(NotEnoughPoints):
        await shop.act(answer, telegram_id=AYSE, request_id=request, accept=True)
    assert await shop.points(AYSE) == (4, 0, 20, 0)


async def test_a_hundred_yeses_at_once_spend_once(shop: Shop) -> None:
    reward = await shop.reward(5)
    request = await asked(shop, await at_the_till(shop), reward)
    ends = await asyncio.gather(
        *(shop.act(answer, telegram_id=AYSE, request_id=request, accept=True) for _ in range(100)),
        return_exceptions=True,
    )
    assert [type(end) for end in ends].count(Answered) == 1
    assert await shop.points(AYSE) == (19, 0, 0, 0)


async def test_till_codes_of_the_living_are_unique_and_run_out_politely(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.join(BORA)
    cause = shop.cause()
    first = await shop.redo(cause, show_card, telegram_id=AYSE)
    # The same randomness gives the next code, not the same.
    second = await shop.redo(replace(shop.cause(), seed=cause.seed), show_card, telegram_id=BORA)
    assert first.till_code != second.till_code
    assert len(first.till_code) == 4
    assert first.till_code.isdigit()
    with pytest.raises(NotAMember):
        await shop.act(show_card, telegram_id=STRANGER)


async def test_when_every_code_is_taken_the_member_is_asked_to_wait(shop: Shop) -> None:
    await shop.join(AYSE)
    cause = shop.cause()
    ends = shop.now + timedelta(minutes=2)

    def take_all_that_it_would_try(tx: Tx) -> None:
        for code in _till_codes(cause.seed):
            member = members.add_member(tx, merchant_id=None, inviter_id=None, now=shop.now)
            cards.add_card(tx, member_id=member, till_codes=[code], now=shop.now, expires_at=ends)

    await shop.database.write(take_all_that_it_would_try)
    with pytest.raises(TooManyTries) as refused:
        await shop.redo(cause, show_card, telegram_id=AYSE)
    assert refused.value.seconds == 120
    shop.now = ends
    assert (await shop.redo(replace(cause, now=ends), show_card, telegram_id=AYSE)).till_code


# -- the merchant issues ---------------------------------------------------------------------------------------


async def test_a_code_gives_its_reward_to_whoever_is_first(shop: Shop) -> None:
    await shop.reward(20, "Espresso")
    await shop.join(AYSE)
    await shop.join(BORA)
    for who in (AYSE, BORA):
        await shop.buy(who, 30)
    issued = await shop.act(issue_code, telegram_id=MANAGER, reward="espresso")
    assert (issued.reward, issued.merchant, issued.points) == ("Espresso", "Café", 20)
    assert issued.expires_at == shop.now + timedelta(days=30)
    seen = await shop.database.read(look_at_code, shop.now, issued.code_id, 1)
    assert (seen.reward, seen.points) == ("Espresso", 20)
    used = await shop.act(use_code, telegram_id=AYSE, code_id=issued.code_id, generation=1)
    assert (used.reward, used.points) == ("Espresso", 20)
    with pytest.raises(AlreadyUsed) as refused:
        await shop.act(use_code, telegram_id=BORA, code_id=issued.code_id, generation=1)
    assert refused.value.at == shop.now
    with pytest.raises(AlreadyUsed):
        await shop.database.read(look_at_code, shop.now, issued.code_id, 1)
    assert await shop.points(AYSE) == (10, 0, 0, 0)
    assert await shop.points(BORA) == (30, 0, 0, 0)
    for who in (OWNER, MANAGER, CASHIER, AUDITOR):
        assert "code-redeemed" in await shop.notices(who)


async def test_a_code_lives_as_many_days_as_it_was_given(shop: Shop) -> None:
    await shop.reward(5, "Tea")
    await shop.join(AYSE)
    await shop.buy(AYSE, 30)
    issued = await shop.act(issue_code, telegram_id=MANAGER, reward="Tea", days=2)
    shop.pass_time(days=2, milliseconds=-1)
    assert (await shop.database.read(look_at_code, shop.now, issued.code_id, 1)).points == 5
    shop.pass_time(milliseconds=1)
    with pytest.raises(LinkExpired):
        await shop.act(use_code, telegram_id=AYSE, code_id=issued.code_id, generation=1)
    for code_id, generation in ((issued.code_id, 2), (999, 1)):
        with pytest.raises(LinkUnknown):
            await shop.act(use_code, telegram_id=AYSE, code_id=code_id, generation=generation)
    assert await shop.points(AYSE) == (30, 0, 0, 0)


async def test_a_code_refuses_whoever_cannot_have_it(shop: Shop) -> None:
    reward = await shop.reward(20)
    await shop.join(AYSE)
    await shop.join(MANAGER, "Melis")
    await shop.buy(MANAGER, 50)
    issued = await shop.act(issue_code, telegram_id=MANAGER, reward=f"#{reward}")
    for who, refusal in ((STRANGER, NotAMember), (AYSE, NotEnoughPoints), (MANAGER, OwnMembership)):
        with pytest.raises(refusal):
            await shop.act(use_code, telegram_id=who, code_id=issued.code_id, generation=1)
    await shop.run("UPDATE merchants SET state = 'suspended' WHERE id = $1", shop.cafe)
    with pytest.raises(MerchantSuspended):
        await shop.act(use_code, telegram_id=AYSE, code_id=issued.code_id, generation=1)
    with pytest.raises(MerchantSuspended):
        await shop.database.read(look_at_code, shop.now, issued.code_id, 1)
    await shop.run("UPDATE merchants SET state = 'active' WHERE id = $1", shop.cafe)
    await shop.act(retire_reward, telegram_id=MANAGER, reward_id=reward)
    with pytest.raises(RewardGone):
        await shop.act(use_code, telegram_id=AYSE, code_id=issued.code_id, generation=1)
    with pytest.raises(RewardGone):
        await shop.act(issue_code, telegram_id=MANAGER, reward=str(reward))
    for who in (CASHIER, AUDITOR, STRANGER):
        with pytest.raises(NotAllowed):
            await shop.act(issue_code, telegram_id=who, reward=str(reward))


async def test_a_code_is_not_for_whoever_owes(shop: Shop) -> None:
    await shop.reward(5, "Tea")
    await shop.join(AYSE)
    await shop.run("UPDATE members SET debt = -1 WHERE id = $1", await shop.member_id(AYSE))
    issued = await shop.act(issue_code, telegram_id=MANAGER, reward="Tea")
    with pytest.raises(InDebt):
        await shop.act(use_code, telegram_id=AYSE, code_id=issued.code_id, generation=1)
    await shop.run("UPDATE members SET debt = 0")


async def test_two_hundred_members_use_one_code_at_once_and_one_has_it(shop: Shop) -> None:
    await shop.reward(5, "Tea")
    people = range(1000, 1050)
    for telegram_id in people:
        await shop.join(telegram_id)
        await shop.buy(telegram_id, 10)
    issued = await shop.act(issue_code, telegram_id=OWNER, reward="tea")
    ends = await asyncio.gather(
        *(
            shop.act(use_code, telegram_id=telegram_id, code_id=issued.code_id, generation=1)
            for telegram_id in people
            for _ in range(4)
        ),
        return_exceptions=True,
    )
    assert sum(not isinstance(end, BaseException) for end in ends) == 1
    assert {type(end) for end in ends if isinstance(end, BaseException)} == {AlreadyUsed}
    assert (await shop.kinds()).count("redeem") == 1
    assert CEM not in people


def test_a_reward_is_named_by_number_first_and_then_by_name() -> None:
    def reward(number: int, name: str) -> Reward:
        return Reward(id=number, merchant_id=1, name=name, points=5, state="active")

    catalogue = [reward(7, "3"), reward(3, "Tea"), reward(9, "tea"), reward(4, "#Cake")]
    found = {wanted: find_reward(catalogue, wanted) for wanted in ("3", "#7", " TEA ", "tea", "9", "cup", "")}
    assert {wanted: reward and reward.id for wanted, reward in found.items()} == {
        "3": 3,
        "#7": 7,
        " TEA ": 3,
        "tea": 3,
        "9": 9,
        "cup": None,
        "": None,
    }
