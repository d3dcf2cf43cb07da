"""Digital rewards: texts from a list, each given once and never twice."""

import asyncio
from collections import Counter

import pytest

from bot.actions.at_the_till import ask_to_use, visitor
from bot.actions.card import show_card
from bot.actions.codes import issue_code
from bot.actions.digital import LONGEST_CODE, MOST_CODES, add_codes, my_code, my_codes, redeem_digital
from bot.actions.redeem import hold
from bot.actions.reverse import reverse
from bot.actions.reward_editing import change_reward
from loyalty.errors import (
    CodesUnusable,
    CodeTooLong,
    KindFixed,
    LimitReached,
    LinkUnknown,
    NotAllowed,
    NotEnoughPoints,
    OnlyInChat,
    RewardChanged,
    SoldOut,
)
from storage.personal import personal_data
from tests.bot.actions.crowd import crowd
from tests.bot.actions.shop import AYSE, BAKER, BORA, CASHIER, MANAGER, OWNER, Shop


async def digital(shop: Shop, points: int, *codes: str) -> int:
    """A digital reward with these texts."""
    reward = await shop.reward(points, "Film ticket")
    await shop.act(change_reward, telegram_id=MANAGER, reward_id=reward, field="kind", value="digital")
    if codes:
        await shop.act(add_codes, telegram_id=MANAGER, reward_id=reward, text="\n".join(codes))
    return reward


async def redeem(shop: Shop, who: int, reward: int, points: int, question: int = 1) -> str:
    """Somebody says yes; the text they get."""
    given = await shop.act(redeem_digital, telegram_id=who, reward_id=reward, points=points, question=question)
    return (await shop.database.read(my_code, who, given.code_id)).code


async def test_a_digital_reward_spends_the_points_at_once_and_gives_the_next_text(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.join(BORA)
    await shop.buy(AYSE, 50)
    await shop.buy(BORA, 50)
    reward = await digital(shop, 20, "A-1", "A-2", "A-3")
    assert await redeem(shop, AYSE, reward, 20) == "A-1"
    assert await redeem(shop, BORA, reward, 20) == "A-2"
    assert await redeem(shop, AYSE, reward, 20, question=2) == "A-3"
    assert await shop.points(AYSE) == (10, 0, 0, 0)
    assert (await shop.kinds()).count("redeem") == 3
    assert [one.code for one in await shop.database.read(my_codes, AYSE)] == ["A-3", "A-1"]
    mine = (await shop.database.read(my_codes, BORA))[0]
    with pytest.raises(LinkUnknown):
        await shop.database.read(my_code, AYSE, mine.id)
    used = (await shop.database.read(personal_data, AYSE))["rewards_used"]
    assert [one["text"] for one in used] == ["A-1", "A-3"]


async def test_yes_to_the_same_question_again_gives_the_same_text(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 50)
    reward = await digital(shop, 20, "A-1", "A-2")
    ends = await asyncio.gather(*(redeem(shop, AYSE, reward, 20) for _ in range(20)))
    assert set(ends) == {"A-1"}
    assert await shop.points(AYSE) == (30, 0, 0, 0)


async def test_a_digital_reward_without_a_free_text_is_sold_out(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 50)
    reward = await digital(shop, 20)
    with pytest.raises(SoldOut):
        await redeem(shop, AYSE, reward, 20)
    await shop.act(add_codes, telegram_id=OWNER, reward_id=reward, text="A-1")
    assert await redeem(shop, AYSE, reward, 20) == "A-1"
    with pytest.raises(SoldOut):
        await redeem(shop, AYSE, reward, 20, question=2)
    assert await shop.points(AYSE) == (30, 0, 0, 0)


async def test_two_hundred_members_at_once_get_a_hundred_texts_each_given_once(shop: Shop) -> None:
    reward = await digital(shop, 20, *(f"A-{number}" for number in range(100)))
    everybody = await crowd(shop, 200, 20)
    ends = await asyncio.gather(*(redeem(shop, who, reward, 20) for who in everybody), return_exceptions=True)
    given = Counter(end for end in ends if isinstance(end, str))
    assert given == {f"A-{number}": 1 for number in range(100)}
    assert [type(end) for end in ends if isinstance(end, BaseException)] == [SoldOut] * 100
    assert await shop.findings() == []


async def test_a_text_is_never_given_twice_also_after_its_redemption_was_reversed(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 50)
    reward = await digital(shop, 20, "A-1", "A-2")
    await redeem(shop, AYSE, reward, 20)
    await shop.act(reverse, telegram_id=MANAGER, redemption_id=1)
    assert await shop.database.read(my_codes, AYSE) == []
    await shop.act(add_codes, telegram_id=OWNER, reward_id=reward, text="A-1")
    assert await redeem(shop, AYSE, reward, 20, question=2) == "A-2"
    with pytest.raises(SoldOut):
        await redeem(shop, AYSE, reward, 20, question=3)


async def test_what_was_asked_must_still_be_so_at_the_yes(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 50)
    reward = await digital(shop, 20, "A-1")
    await shop.act(change_reward, telegram_id=MANAGER, reward_id=reward, field="points", value=30)
    with pytest.raises(RewardChanged):
        await redeem(shop, AYSE, reward, 20)
    with pytest.raises(RewardChanged):
        await redeem(shop, AYSE, await shop.reward(20), 20)
    with pytest.raises(RewardChanged):
        await shop.act(hold, telegram_id=AYSE, reward_id=reward)
    assert await shop.points(AYSE) == (50, 0, 0, 0)


async def test_limits_and_points_count_for_texts_too(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 30)
    reward = await digital(shop, 20, "A-1", "A-2")
    await shop.act(change_reward, telegram_id=MANAGER, reward_id=reward, field="member_limit", value=1)
    await redeem(shop, AYSE, reward, 20)
    with pytest.raises(LimitReached):
        await redeem(shop, AYSE, reward, 20, question=2)
    await shop.act(change_reward, telegram_id=MANAGER, reward_id=reward, field="member_limit", value=None)
    with pytest.raises(NotEnoughPoints):
        await redeem(shop, AYSE, reward, 20, question=2)


async def test_a_text_comes_by_chat_and_never_at_the_till_or_by_a_code(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 50)
    reward = await digital(shop, 20, "A-1")
    card = await shop.act(show_card, telegram_id=AYSE)
    seen = await shop.database.read(
        visitor, shop.cause(), shop.programme, telegram_id=CASHIER, till_code=card.till_code
    )
    assert seen.affordable == ()
    with pytest.raises(OnlyInChat):
        await shop.act(ask_to_use, telegram_id=CASHIER, card_id=card.card_id, reward_id=reward)
    with pytest.raises(OnlyInChat):
        await shop.act(issue_code, telegram_id=OWNER, reward=str(reward))


async def test_texts_that_are_known_or_twice_in_a_list_are_skipped_and_counted(shop: Shop) -> None:
    reward = await digital(shop, 20, "A-1", "A-2")
    added = await shop.act(add_codes, telegram_id=MANAGER, reward_id=reward, text=" A-2 \n\nA-3\r\nA-3\nA-4\n")
    assert (added.added, added.skipped, added.left) == (2, 2, 4)
    many = "\n".join(f"B-{number}" for number in range(MOST_CODES))
    added = await shop.act(add_codes, telegram_id=MANAGER, reward_id=reward, text=many)
    assert (added.added, added.skipped, added.left) == (MOST_CODES, 0, MOST_CODES + 4)


async def test_a_list_that_cannot_be_used_adds_nothing(shop: Shop) -> None:
    reward = await digital(shop, 20)
    for text in ("", " \n ", "\n".join(map(str, range(MOST_CODES + 1)))):
        with pytest.raises(CodesUnusable):
            await shop.act(add_codes, telegram_id=MANAGER, reward_id=reward, text=text)
    with pytest.raises(CodeTooLong) as refused:
        await shop.act(add_codes, telegram_id=MANAGER, reward_id=reward, text="A\n" + "x" * (LONGEST_CODE + 1))
    assert refused.value.line == 2
    for who in (CASHIER, BAKER, AYSE):
        with pytest.raises(NotAllowed):
            await shop.act(add_codes, telegram_id=who, reward_id=reward, text="A-1")
    with pytest.raises(RewardChanged):
        await shop.act(add_codes, telegram_id=MANAGER, reward_id=await shop.reward(5), text="A-1")
    assert await shop.rows("SELECT id FROM reward_codes") == []


async def test_what_has_texts_or_was_held_stays_digital_or_not(shop: Shop) -> None:
    await shop.join(AYSE)
    await shop.buy(AYSE, 50)
    filled, empty, held = await digital(shop, 20, "A-1"), await shop.reward(21), await shop.reward(5)
    await shop.hold(AYSE, held)
    for reward, kind in ((filled, "product"), (held, "digital")):
        with pytest.raises(KindFixed):
            await shop.act(change_reward, telegram_id=MANAGER, reward_id=reward, field="kind", value=kind)
    for kind in ("digital", "access", "digital", "discount"):
        await shop.act(change_reward, telegram_id=MANAGER, reward_id=empty, field="kind", value=kind)
    await shop.act(change_reward, telegram_id=MANAGER, reward_id=held, field="kind", value="discount")
