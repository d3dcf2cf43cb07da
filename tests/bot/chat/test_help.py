"""Help says what this person can do, and nothing they cannot."""

import pytest

from bot.chat.screens.help import cancelled
from bot.chat.screens.help import help as help_screen
from bot.texts import Speaker
from loyalty.model import Role
from tests.bot.chat.speaking import ENGLISH, SPEAKERS, buttons


@pytest.mark.parametrize("speaker", SPEAKERS, ids=lambda speaker: speaker.language)
@pytest.mark.parametrize(
    ("role", "there", "not_there"),
    [
        (None, (), ("/desk", "/sale", "/addreward", "/staff")),
        (Role.AUDITOR, ("/desk",), ("/sale", "/addreward", "/staff")),
        (Role.CASHIER, ("/desk", "/sale"), ("/addreward", "/staff")),
        (Role.MANAGER, ("/desk", "/sale", "/addreward", "/issue", "/poster"), ("/staff",)),
        (Role.OWNER, ("/desk", "/sale", "/addreward", "/staff"), ("/newmerchant",)),
    ],
)
def test_each_role_sees_its_own_commands(
    role: Role | None, there: tuple[str, ...], not_there: tuple[str, ...], speaker: Speaker
) -> None:
    said = help_screen(speaker, member=True, role=role, operator=False).text
    assert all(command in said for command in (*there, "/balance", "/privacy", "/cancel"))
    assert not any(command in said for command in not_there)


def test_a_stranger_is_asked_to_join_and_an_operator_can_open_a_shop() -> None:
    screen = help_screen(ENGLISH, member=False, role=None, operator=True)
    assert "/balance" not in screen.text
    assert [one.data for one in buttons(screen)] == ["join", "language", "rules", "newmerchant"]


def test_cancelling_nothing_is_no_failure() -> None:
    assert "nothing to cancel" in cancelled(ENGLISH, left=False, member=True).text
    assert "leave that" in cancelled(ENGLISH, left=True, member=False).text
