"""Killed at any statement of any action, the ledger is as before, and doing it again does it once."""

import json
import subprocess
import sys
from pathlib import Path

from tests.bot.actions.crashing import SCENES


def test_an_action_killed_at_each_of_its_statements_happens_once(sqlite_template: Path, tmp_path: Path) -> None:
    # In a process of its own, because it forks.
    done = subprocess.run(
        [sys.executable, "-m", "tests.bot.actions.crashing", sqlite_template, tmp_path],
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    played = {line["scene"]: line for line in map(json.loads, done.stdout.splitlines())}
    assert list(played) == list(SCENES)
    assert {name: line["wrong"] for name, line in played.items() if line["wrong"]} == {}
    assert all(line["moved"] and line["statements"] >= 5 for line in played.values())
