"""Every update may come again: the first outcome is given again, and nothing moves."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.actions.action import CauseReused
from bot.actions.at_the_till import answer, ask_to_use
from bot.actions.broadcasts import plan_message, stop_broadcast
from bot.actions.budget import set_budget
from bot.actions.campaigns import end_campaign, pause_campaign, resume_campaign, start_campaign, stop_announcement
from bot.actions.card import show_card
from bot.actions.catalogue import add_reward, retire_reward
from bot.actions.codes import issue_code, use_code
from bot.actions.collect import collect, show_sale
from bot.actions.digital import add_codes, redeem_digital
from bot.actions.join import join
from bot.actions.merchants import add_merchant
from bot.actions.programme_change import change_programme
from bot.actions.purchase import record_purchase
from bot.actions.redeem import cancel, confirm, hold
from bot.actions.refund import refund, refund_as_operator, refund_line
from bot.actions.refundable import RefundWish
from bot.actions.reverse import reverse
from bot.actions.reviews import approve, refuse
from bot.actions.reward_editing import change_reward
from bot.actions.staffing import answer_invite, claim_invite, invite_staff, remove_staff
from bot.actions.undo import not_mine, undo
from bot.document import Document
from bot.document.drafts import fingerprint, with_value
from bot.document.matters import SETTINGS
from loyalty.errors import NotEnoughPoints
from loyalty.model import Role
from loyalty.plans import Plan
from loyalty.segments import Segment
from tests.bot.actions.shop import AYSE, BORA, CASHIER, MANAGER, OWNER, Shop, seal

Prepared = tuple[Callable[..., Any], dict[str, Any], dict[str, Any]]


async def _joins(shop: Shop) -> Prepared:
    await shop.meet(BORA, "Bora")
    given = {"telegram_id": BORA, "seal": seal(BORA), "merchant_id": None}
    return join, given, {**given, "merchant_id": shop.cafe}


async def _shows_card(shop: Shop) -> Prepared:
    return show_card, {"telegram_id": AYSE}, {"telegram_id": BORA}


async def _records(shop: Shop) -> Prepared:
    code = await shop.code_of(AYSE)
    given = {"telegram_id": CASHIER, "amount": 2490, "receipt": None, "till_code": code}
    return record_purchase, given, {**given, "amount": 2491}


async def _shows_sale(shop: Shop) -> Prepared:
    given = {"telegram_id": CASHIER, "amount": 2490, "receipt": "7"}
    return show_sale, given, {**given, "receipt": "8"}


async def _collects(shop: Shop) -> Prepared:
    given = {"telegram_id": AYSE, "sale_id": (await shop.show(10)).sale_id, "generation": 1}
    return collect, given, {**given, "generation": 2}


async def _undoes(shop: Shop) -> Prepared:
    given = {"telegram_id": CASHIER, "sale_id": (await shop.buy(AYSE, 5)).sale_id}
    return undo, given, {**given, "telegram_id": MANAGER}


async def _refunds(shop: Shop) -> Prepared:
    given = {"telegram_id": MANAGER, "sale_id": (await shop.buy(AYSE, 5)).sale_id, "amount": 200}
    return refund, given, {**given, "amount": 300}


async def _refunds_by_receipt(shop: Shop) -> Prepared:
    await shop.buy(AYSE, 5, receipt="7")
    given = {"telegram_id": MANAGER, "wishes": (RefundWish(receipt="7", amount=None),)}
    return refund_line, given, {**given, "wishes": (RefundWish(receipt="7", amount=100),)}


async def _asks_which_to_refund(shop: Shop) -> Prepared:
    await shop.buy(AYSE, 5, receipt="7")
    shop.pass_time(days=1)
    await shop.buy(AYSE, 6, receipt="7")
    given = {"telegram_id": MANAGER, "wishes": (RefundWish(receipt="7", amount=None),)}
    return refund_line, given, {**given, "telegram_id": OWNER}


async def _refunds_as_operator(shop: Shop) -> Prepared:
    given = {"sale_id": (await shop.buy(AYSE, 5)).sale_id, "amount": 200}
    return refund_as_operator, given, {**given, "amount": None}


async def _reverses(shop: Shop) -> Prepared:
    confirms, given, _ = await _confirms(shop)
    await shop.act(confirms, **given)
    given = {"telegram_id": MANAGER, "redemption_id": 1}
    return reverse, given, {**given, "telegram_id": OWNER}


async def _is_not_theirs(shop: Shop) -> Prepared:
    sale = await shop.show(10)
    await shop.collect(AYSE, sale)
    given = {"telegram_id": AYSE, "sale_id": sale.sale_id}
    return not_mine, given, {**given, "sale_id": 99}


async def _holds(shop: Shop) -> Prepared:
    return hold, {"telegram_id": AYSE, "reward_id": 1}, {"telegram_id": AYSE, "reward_id": 2}


async def _cancels(shop: Shop) -> Prepared:
    voucher = await shop.hold(AYSE, 1)
    return cancel, {"telegram_id": AYSE, "voucher_id": voucher.voucher_id}, {"telegram_id": AYSE, "voucher_id": 9}


async def _confirms(shop: Shop) -> Prepared:
    voucher = await shop.hold(AYSE, 1)
    given = {"telegram_id": CASHIER, "voucher_id": voucher.voucher_id}
    return confirm, given, {**given, "telegram_id": OWNER}


async def _asks(shop: Shop) -> Prepared:
    card = await shop.act(show_card, telegram_id=AYSE)
    given = {"telegram_id": CASHIER, "card_id": card.card_id, "reward_id": 1}
    return ask_to_use, given, {**given, "reward_id": 2}


async def _answers(shop: Shop) -> Prepared:
    asks, given, _ = await _asks(shop)
    await shop.act(asks, **given)
    return (
        answer,
        {"telegram_id": AYSE, "request_id": 1, "accept": True},
        {
            "telegram_id": AYSE,
            "request_id": 1,
            "accept": False,
        },
    )


async def _issues(shop: Shop) -> Prepared:
    return issue_code, {"telegram_id": OWNER, "reward": "1"}, {"telegram_id": OWNER, "reward": "1", "days": 1}


async def _uses_code(shop: Shop) -> Prepared:
    issued = await shop.act(issue_code, telegram_id=OWNER, reward="1")
    given = {"telegram_id": AYSE, "code_id": issued.code_id, "generation": 1}
    return use_code, given, {**given, "telegram_id": BORA}


async def _waits(shop: Shop) -> dict[str, Any]:
    for amount in (5, 6, 7):
        await shop.buy(AYSE, amount)
    return {"telegram_id": MANAGER, "review_id": 1}


async def _approves(shop: Shop) -> Prepared:
    given = await _waits(shop)
    return approve, given, {**given, "telegram_id": OWNER}


async def _refuses(shop: Shop) -> Prepared:
    given = await _waits(shop)
    return refuse, given, {**given, "telegram_id": OWNER}


async def _adds_merchant(shop: Shop) -> Prepared:
    given = {"telegram_id": OWNER, "operator_name": "Orhan", "name": "Bookshop"}
    return add_merchant, given, {**given, "name": "Other"}


async def _adds_reward(shop: Shop) -> Prepared:
    given = {"telegram_id": OWNER, "name": "Cake", "points": 30}
    return add_reward, given, {**given, "points": 31}


async def _changes_reward(shop: Shop) -> Prepared:
    given = {"telegram_id": OWNER, "reward_id": 1, "field": "stock", "value": 3}
    return change_reward, given, {**given, "value": 4}


async def _adds_codes(shop: Shop) -> Prepared:
    await shop.act(change_reward, telegram_id=OWNER, reward_id=1, field="kind", value="digital")
    given = {"telegram_id": OWNER, "reward_id": 1, "text": "A-1\nA-2"}
    return add_codes, given, {**given, "text": "A-3"}


async def _redeems_digital(shop: Shop) -> Prepared:
    adds, given, _ = await _adds_codes(shop)
    await shop.act(adds, **given)
    asked = {"telegram_id": AYSE, "reward_id": 1, "points": 20, "question": 1}
    return redeem_digital, asked, {**asked, "question": 2}


async def _sets_budget(shop: Shop) -> Prepared:
    return set_budget, {"telegram_id": OWNER, "points": 100}, {"telegram_id": OWNER, "points": 99}


async def _retires_reward(shop: Shop) -> Prepared:
    return retire_reward, {"telegram_id": OWNER, "reward_id": 1}, {"telegram_id": OWNER, "reward_id": 2}


async def _invites(shop: Shop) -> Prepared:
    return invite_staff, {"telegram_id": OWNER, "role": Role.CASHIER}, {"telegram_id": OWNER, "role": Role.MANAGER}


async def _claims(shop: Shop) -> Prepared:
    made = await shop.act(invite_staff, telegram_id=OWNER, role=Role.CASHIER)
    given = {"telegram_id": AYSE, "name": "Ayşe", "invite_id": made.invite_id, "generation": 1}
    return claim_invite, given, {**given, "telegram_id": BORA}


async def _lets_in(shop: Shop) -> Prepared:
    claims, given, _ = await _claims(shop)
    await shop.act(claims, **given)
    answered = {"telegram_id": OWNER, "invite_id": given["invite_id"], "accept": True}
    return answer_invite, answered, {**answered, "accept": False}


async def _removes(shop: Shop) -> Prepared:
    rows = await shop.rows("SELECT id FROM staff WHERE telegram_id = $1", CASHIER)
    return remove_staff, {"telegram_id": OWNER, "staff_id": rows[0]["id"]}, {"telegram_id": OWNER, "staff_id": 1}


async def _starts_campaign(shop: Shop) -> Prepared:
    day = shop.now.date() + timedelta(days=7)
    plan = Plan(name="Double", first_day=day, last_day=day, multiplier_percent=200)
    given = {"telegram_id": OWNER, "plan": plan, "announce": True}
    return start_campaign, given, {**given, "plan": replace(plan, multiplier_percent=300)}


async def _pauses_campaign(shop: Shop) -> Prepared:
    starts, given, _ = await _starts_campaign(shop)
    await shop.act(starts, **given)
    given = {"telegram_id": OWNER, "campaign_id": 1}
    return pause_campaign, given, {**given, "telegram_id": MANAGER}


async def _resumes_campaign(shop: Shop) -> Prepared:
    pauses, given, other = await _pauses_campaign(shop)
    await shop.act(pauses, **given)
    return resume_campaign, given, other


async def _stops_announcement(shop: Shop) -> Prepared:
    _, given, other = await _pauses_campaign(shop)
    return stop_announcement, given, other


async def _ends_campaign(shop: Shop) -> Prepared:
    _, given, other = await _pauses_campaign(shop)
    return end_campaign, given, other


async def _plans_a_message(shop: Shop) -> Prepared:
    given = {"telegram_id": OWNER, "merchant_id": shop.cafe, "segment": Segment(), "text": "Figs"}
    return plan_message, given, {**given, "text": "Plums"}


async def _stops_a_message(shop: Shop) -> Prepared:
    plans, given, _ = await _plans_a_message(shop)
    await shop.act(plans, **given)
    given = {"telegram_id": OWNER, "broadcast_id": 1}
    return stop_broadcast, given, {**given, "telegram_id": MANAGER}


async def _changes_the_programme(shop: Shop) -> Prepared:
    draft = with_value(Document(), {}, SETTINGS["debt-policy"], "forgive")
    given = {
        "telegram_id": OWNER,
        "operator": True,
        "name": "Orhan",
        "version": 1,
        "draft": json.dumps(draft),
        "looked_at": fingerprint(draft),
    }
    return change_programme, given, {**given, "version": 2}


ACTIONS = [
    _joins,
    _shows_card,
    _records,
    _shows_sale,
    _collects,
    _undoes,
    _refunds,
    _refunds_by_receipt,
    _asks_which_to_refund,
    _refunds_as_operator,
    _reverses,
    _is_not_theirs,
    _holds,
    _cancels,
    _confirms,
    _asks,
    _answers,
    _issues,
    _uses_code,
    _approves,
    _refuses,
    _adds_merchant,
    _adds_reward,
    _changes_reward,
    _adds_codes,
    _redeems_digital,
    _sets_budget,
    _retires_reward,
    _invites,
    _claims,
    _lets_in,
    _removes,
    _starts_campaign,
    _pauses_campaign,
    _resumes_campaign,
    _stops_announcement,
    _ends_campaign,
    _plans_a_message,
    _stops_a_message,
    _changes_the_programme,
]


@pytest.mark.parametrize("prepare", ACTIONS, ids=lambda prepare: prepare.__name__.strip("_"))
async def test_doing_it_again_gives_the_first_outcome_and_moves_nothing(
    shop: Shop, prepare: Callable[[Shop], Awaitable[Prepared]]
) -> None:
    await shop.reward(20, "Espresso")
    await shop.reward(21, "Tea")
    await shop.join(AYSE)
    await shop.buy(AYSE, 30)
    action, given, other = await prepare(shop)
    cause = shop.cause()
    first = await shop.redo(cause, action, **given)
    before = await shop.everything()
    shop.pass_time(days=3)
    for seed in (cause.seed, b"another"):
        assert await shop.redo(replace(cause, now=shop.now, seed=seed), action, **given) == first
    with pytest.raises(CauseReused):
        await shop.redo(replace(cause, now=shop.now), action, **other)
    assert await shop.everything() == before


async def test_a_refusal_keeps_nothing_and_may_be_tried_again(shop: Shop) -> None:
    reward = await shop.reward(20)
    await shop.join(AYSE)
    cause = shop.cause()
    before = await shop.everything()
    with pytest.raises(NotEnoughPoints):
        await shop.redo(cause, hold, telegram_id=AYSE, reward_id=reward)
    assert await shop.everything() == before
    await shop.buy(AYSE, 20)
    assert (await shop.redo(replace(cause, now=shop.now), hold, telegram_id=AYSE, reward_id=reward)).points == 20


async def test_the_first_row_of_an_update_has_its_key_and_the_next_are_numbered(shop: Shop) -> None:
    await shop.join(BORA, invited_by=await shop.join(AYSE))
    sale = await shop.show(10)
    cause = shop.cause()
    await shop.redo(cause, collect, telegram_id=BORA, sale_id=sale.sale_id, generation=1)
    keys = [key for _, key in await shop.journal()]
    assert keys == [cause.key, f"{cause.key}/2", f"{cause.key}/3"]
