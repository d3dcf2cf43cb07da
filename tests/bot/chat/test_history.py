"""History: each movement with sign, points and reason, and nothing said twice."""

from dataclasses import replace

import pytest

from bot.actions.history import Added, History, Line
from bot.chat.screens.history import history
from bot.texts import Speaker
from storage.journal import Movement
from tests.bot.chat.speaking import ENGLISH, NOW, SPEAKERS, button, buttons

STILL = Movement(
    id=7,
    posted_at=NOW,
    kind="earn",
    merchant="Corner Café",
    reverses=None,
    active=0,
    pending=0,
    held=0,
    debt=0,
    basis=None,
)
# Every kind that this version books.
KINDS = "earn activate hold confirm cancel lapse redeem expire referral refund reverse repay forgive transfer adjust"


def line(kind: str, *, active: int = 0, pending: int = 0, held: int = 0, debt: int = 0, reward: str = "Cake") -> Line:
    """A movement for a cake at the café."""
    movement = replace(STILL, kind=kind, active=active, pending=pending, held=held, debt=debt)
    return Line(movement=movement, reward=reward, amount=2490)


def text_of(*lines: Line, speaker: Speaker = ENGLISH) -> str:
    """What a page with these lines says."""
    return history(speaker, History(lines=lines, older=None, newer=None)).text


@pytest.mark.parametrize("speaker", SPEAKERS, ids=lambda speaker: speaker.language)
@pytest.mark.parametrize("kind", KINDS.split())
def test_every_kind_has_a_reason_in_every_language(kind: str, speaker: Speaker) -> None:
    assert "<b>+1</b> · " in text_of(line(kind, active=1), speaker=speaker)


def test_a_purchase_names_amount_and_merchant() -> None:
    assert "<b>+24</b> · purchase of €24.90 at Corner Café" in text_of(line("earn", active=24))


def test_a_purchase_names_the_campaigns_that_added_to_it() -> None:
    doubled = replace(line("earn", active=48), added=(Added(name="Double <Saturday>", points=24, doubled=True),))
    assert "<b>+48</b> · purchase of €24.90 at Corner Café, doubled by Double &lt;Saturday&gt;" in text_of(doubled)
    more = replace(line("earn", active=37), added=(Added(name="Half", points=12), Added(name="Tea time", points=1)))
    assert "at Corner Café, 12 points of it by Half, 1 point of it by Tea time" in text_of(more)
    assert "iki katı: Double &lt;Saturday&gt;" in text_of(doubled, speaker=SPEAKERS[1])


def test_a_bonus_taken_back_says_whether_its_purchase_went_or_two_accounts_were_one_persons() -> None:
    taken = replace(line("reverse", pending=-10), undoes="referral")
    assert "bonus taken back with the purchase that brought it" in text_of(taken)
    assert "two accounts were one person’s" in text_of(replace(taken, side="one-person"))


def test_what_only_moves_between_accounts_is_said_once() -> None:
    assert "<b>−20</b> · held" in text_of(line("hold", active=-20, held=20))
    assert "<b>+10</b> · points that were on the way" in text_of(line("activate", active=10, pending=-10))
    assert "<b>+20</b> · voucher lapsed" in text_of(line("lapse", active=20, held=-20))
    assert "<b>−4</b> · paid what you owed" in text_of(line("repay", active=-4, debt=4))


def test_points_on_the_way_held_and_owed_are_told_apart() -> None:
    assert "<b>⏳ +10</b> · on the way" in text_of(line("referral", pending=10))
    assert "<b>🎟 −20</b> · voucher used" in text_of(line("confirm", held=-20))
    assert "<b>−20, +4 owed</b> · purchase taken back" in text_of(line("reverse", active=-20, debt=-4))


def test_a_movement_of_nothing_is_shown_as_nothing() -> None:
    assert "<b>0</b> · purchase" in text_of(line("earn"))


def test_both_sides_of_a_referral_and_a_bonus_taken_back_have_their_own_words() -> None:
    bonus = line("referral", pending=10)
    assert "you came by" in text_of(replace(bonus, side="friend"))
    assert "a friend you invited" in text_of(replace(bonus, side="referrer"))
    assert "bonus taken back" in text_of(replace(line("reverse", pending=-10), undoes="referral"))


@pytest.mark.parametrize("undoes", ["confirm", "redeem"])
def test_a_redemption_taken_back_names_its_reward(undoes: str) -> None:
    assert "<b>+20</b> · reward taken back, its points are yours again: Cake" in text_of(
        replace(line("reverse", active=20), undoes=undoes)
    )


def test_a_refund_names_what_was_refunded() -> None:
    assert "<b>−4</b> · refund of €24.90 at Corner Café" in text_of(line("refund", active=-4))


def test_names_are_escaped_once() -> None:
    said = text_of(line("redeem", active=-5, reward="<b>Tea & cake"))
    assert "&lt;b&gt;Tea &amp; cake, Corner Café" in said


def test_the_date_stands_once_above_its_movements() -> None:
    said = text_of(line("earn", active=2), line("earn", active=1))
    assert said.count("November 21, 2026") == 1


def test_pages_turn_both_ways() -> None:
    middle = history(ENGLISH, History(lines=(line("earn", active=1),), older=9, newer=30))
    assert (button(middle, "Older").data, button(middle, "Newer").data) == ("history:9", "history:30")
    second = history(ENGLISH, History(lines=(line("earn", active=1),), older=None, newer=0))
    assert [one.data for one in buttons(second)] == ["history"]


def test_a_new_member_is_told_how_points_come() -> None:
    assert [one.data for one in buttons(history(ENGLISH, History(lines=(), older=None, newer=None)))] == ["card"]
