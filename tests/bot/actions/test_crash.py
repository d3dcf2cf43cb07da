"""Killed at any statement of any action, the ledger is as before, and doing it again does it once."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bot.actions.crashing import SCENES


# In parts, so that several cores can share them.
@pytest.mark.parametrize("part", range(4))
def test_an_action_killed_at_each_of_its_statements_happens_once(
    sqlite_template: Path, tmp_path: Path, part: int
) -> None:
    scenes = list(SCENES)[part::4]
    # In a process of its own, because it forks; unmeasured, because it forks thousands of times.
    done = subprocess.run(
        [sys.executable, "-m", "tests.bot.actions.crashing", sqlite_template, tmp_path, *scenes],
        env={name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    played = {line["scene"]: line for line in map(json.loads, done.stdout.splitlines())}
    assert list(played) == scenes
    assert {name: line["wrong"] for name, line in played.items() if line["wrong"]} == {}
    assert all(line["moved"] and line["statements"] >= 5 for line in played.values())
