"""Where a command is: a line in COMMANDS and a module of its name."""

import argparse
from pathlib import Path

import pytest

import bot.commands
from bot.cli import COMMANDS, command, invoke
from bot.commands.command import UNUSABLE

SHARED = {"__init__", "command", "forever", "under_rules"}


def test_every_command_is_a_module_of_its_name_and_every_module_a_command() -> None:
    (folder,) = bot.commands.__path__
    modules = {path.stem for path in Path(folder).glob("*.py")} - SHARED
    assert modules == {name.replace("-", "_") for name in COMMANDS}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_takes_its_arguments_and_has_something_to_do(name: str) -> None:
    found = command(name)
    found.arguments(argparse.ArgumentParser())
    assert callable(found.do)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_a_command_says_what_it_is_for(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        invoke([name, "--help"])
    assert ended.value.code == 0
    assert COMMANDS[name].split()[0] in capsys.readouterr().out


def test_a_command_that_does_not_exist_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert invoke(["dance"]) == UNUSABLE
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 1
