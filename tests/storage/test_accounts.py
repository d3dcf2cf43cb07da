"""Joining two accounts forgets no table that says whose something is."""

import re
from pathlib import Path

from storage import accounts

SCHEMA = Path(accounts.__file__).with_name("schema.sqlite.sql")
# What stays with the number: the journal, cards that ended, and whom an invitation or a move names, kept apart.
OTHERWISE = {("journal", "member_id"), ("cards", "member_id"), ("people", "member_id"), ("referrals", "referee_id")}
OTHERWISE |= {("members", "moved_to")}


def test_every_column_that_names_a_member_is_handed_over_or_dealt_with_otherwise() -> None:
    found = set()
    for table, body in re.findall(r"CREATE TABLE (\w+) \((.*?)\n\)", SCHEMA.read_text(encoding="utf-8"), re.DOTALL):
        found |= {(table, column) for column in re.findall(r"\n  (\w+) [^\n]*REFERENCES members", body)}
    assert found == set(accounts.WHOSE) | OTHERWISE
