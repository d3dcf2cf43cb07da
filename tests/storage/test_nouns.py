"""Small tables: what is kept is read back, and what is old goes."""

from datetime import UTC, date, datetime, timedelta

import pytest

from storage import cards, facts, members, merchants, outcomes, people, runs, steps, tiers
from storage.database import Database, Tx
from storage.errors import ConstraintViolated
from storage.steps import Step

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)


async def test_the_first_fact_stands_and_a_kept_one_is_replaced(database: Database) -> None:
    assert await database.read(facts.fact, "currency") is None
    for value in ("EUR", "USD"):
        await database.write(facts.keep_first, "currency", value)
        assert await database.read(facts.fact, "currency") == "EUR"
    await database.write(facts.keep, "currency", "TRY")
    assert await database.read(facts.fact, "currency") == "TRY"


async def test_a_chat_is_at_one_step_or_none(database: Database) -> None:
    assert await database.read(steps.step, 11) is None
    await database.write(steps.take_step, 11, "amount", {"card": 4}, NOW)
    await database.write(steps.take_step, 11, "name", {"who": "Ayşe"}, NOW)
    assert await database.read(steps.step, 11) == Step(name="name", data={"who": "Ayşe"})
    assert await database.write(steps.leave_step, 11)
    assert not await database.write(steps.leave_step, 11)


async def test_an_outcome_is_kept_once_and_old_ones_go(database: Database) -> None:
    await database.write(outcomes.keep_outcome, "in:1:hold", "hash", "{}", NOW)
    await database.write(outcomes.keep_outcome, "in:2:hold", "hash", "{}", NOW + timedelta(days=1))
    with pytest.raises(ConstraintViolated):
        await database.write(outcomes.keep_outcome, "in:1:hold", "hash", "{}", NOW)
    assert await database.read(outcomes.outcome_of, "in:1:hold") == ("hash", "{}")
    assert await database.write(outcomes.purge_outcomes, NOW + timedelta(hours=1), 10) == 1
    assert await database.read(outcomes.outcome_of, "in:1:hold") is None
    assert await database.read(outcomes.outcome_of, "in:2:hold") is not None


async def test_old_cards_go_in_helpings(database: Database) -> None:
    def deal(tx: Tx) -> None:
        for number in range(4):
            member = members.add_member(tx, merchant_id=None, inviter_id=None, now=NOW)
            ends = NOW + timedelta(days=number)
            cards.add_card(tx, member_id=member, till_codes=[f"000{number}"], now=NOW, expires_at=ends)

    await database.write(deal)
    before = NOW + timedelta(days=3)
    assert [await database.write(cards.purge_cards, before, 2) for _ in range(3)] == [2, 1, 0]
    assert await database.read(cards.living_card, "0003", NOW) is not None
    assert await database.read(cards.living_card, "0003", before) is None


async def test_merchants_are_read_in_order_and_by_name(database: Database) -> None:
    for name in ("Café", "Bakery"):
        await database.write(merchants.add_merchant, name, NOW)
    assert [merchant.name for merchant in await database.read(merchants.merchants)] == ["Café", "Bakery"]
    found = await database.read(merchants.merchant_named, "Bakery")
    assert found is not None
    assert found.active
    assert await database.read(merchants.merchant_named, "bakery") is None


async def test_people_set_their_own_settings_and_nothing_else(database: Database) -> None:
    await database.write(people.meet, 11, "Ayşe", "tr", NOW)
    await database.write(people.set_choice, 11, "chosen_language", "en")
    with pytest.raises(ValueError, match="member_id"):
        await database.write(people.set_choice, 11, "member_id", 1)
    await database.write(people.set_reachable, 11, reachable=False)
    person = await database.read(people.person, 11)
    assert person is not None
    assert (person.name, person.telegram_language, person.chosen_language, person.reachable) == ("Ayşe", "tr", "en", 0)
    # Whoever writes again can be reached again.
    await database.write(people.meet, 11, "Ayşe K.", "en", NOW)
    person = await database.read(people.person, 11)
    assert person is not None
    assert (person.name, person.telegram_language, person.chosen_language, person.reachable) == (
        "Ayşe K.",
        "en",
        "en",
        1,
    )


async def test_a_seal_remembers_that_somebody_was_here_and_what_they_owe(database: Database) -> None:
    assert not await database.read(members.was_member, "seal")
    assert await database.write(members.seal_member, "seal", NOW) is None
    assert await database.read(members.was_member, "seal")
    assert await database.write(members.seal_member, "seal", NOW) == 0
    await database.write(members.seal_debt, "seal", -7)
    assert await database.write(members.seal_member, "seal", NOW) == -7
    assert await database.write(members.seal_member, "seal", NOW) == 0


async def test_a_job_has_run_once_for_a_date_and_the_latest_is_known(database: Database) -> None:
    first = date(2026, 11, 21)
    assert await database.read(runs.last_run, "tiers") is None
    assert await database.write(runs.keep_run, "tiers", first, NOW)
    assert not await database.write(runs.keep_run, "tiers", first, NOW)
    await database.write(runs.keep_runs, "tiers", [first, first + timedelta(days=2)], NOW)
    assert await database.read(runs.last_run, "tiers") == date(2026, 11, 23)
    assert await database.read(runs.last_run, "watch") is None


async def test_members_whose_tier_ends_come_in_order_of_number_and_in_helpings(database: Database) -> None:
    def five(tx: Tx) -> list[int]:
        found = [members.add_member(tx, merchant_id=None, inviter_id=None, now=NOW) for _ in range(5)]
        for member_id, hours in zip(found, (1, 3, 2, 0, 9), strict=True):
            tiers.keep_tier(tx, member_id, "Gold", NOW + timedelta(hours=hours))
        members.mark_forgotten(tx, found[0], NOW)
        return found

    _, second, third, fourth, fifth = await database.write(five)

    def ending(tx: Tx, hours: int, after: int | None, beyond: int, limit: int) -> list[int]:
        since = None if after is None else NOW + timedelta(hours=after)
        return tiers.ending(tx, NOW + timedelta(hours=hours), after=since, beyond=beyond, limit=limit)

    assert await database.read(ending, 3, None, 0, 9) == [second, third, fourth]
    assert await database.read(ending, 3, 0, 0, 9) == [second, third]
    assert await database.read(ending, 9, 2, 0, 9) == [second, fifth]
    assert await database.read(ending, 9, None, second, 2) == [third, fourth]
    assert await database.read(lambda tx: tiers.remembered(tx, beyond=0, limit=2)) == [second, third]
    assert await database.read(lambda tx: tiers.remembered(tx, beyond=fourth, limit=2)) == [fifth]
