"""The programme as owners see it at the desk, and changing it there: looked at before, then one version more."""

import json
from dataclasses import dataclass
from datetime import datetime

from bot.actions.action import Cause, action
from bot.actions.authority import speaks_for_all, working
from bot.actions.programmes import ProgrammeSet, document_in_force, follow, keep_first
from bot.actions.tiers import tiers_under
from bot.document import Document
from bot.document.drafts import Draft, drafted, fingerprint
from loyalty.errors import ProgrammeMoved, ProgrammeShared
from loyalty.model import Programme, Role
from loyalty.programme import BASE_TIER
from storage import merchants, programmes
from storage.database import Tx


@dataclass(frozen=True, kw_only=True)
class ProgrammeSeen:
    """The rules in force: their version, since when (None before the first start), and the document that says them.

    `merchants` is how many shops go by them; `may_change` whether whoever looks may change them.
    """

    version: int
    since: datetime | None
    document: Document
    merchants: int
    may_change: bool


def look_at_programme(tx: Tx, programme: Programme, telegram_id: int, operator: bool) -> ProgrammeSeen:
    """The programme as an owner sees it. Raises what `working` raises."""
    working(tx, telegram_id, Role.OWNER)
    version, document = document_in_force(tx, programme.currency)
    kept = programmes.programme_of(tx, version)
    return ProgrammeSeen(
        version=version,
        since=kept.created_at if kept else None,
        document=document,
        merchants=len(merchants.merchants(tx)),
        may_change=speaks_for_all(tx, telegram_id, operator),
    )


def programme_to_change(tx: Tx, programme: Programme, telegram_id: int, operator: bool) -> ProgrammeSeen:
    """The same, for who may change it: an owner who owns every shop or is an operator.

    Raises ProgrammeShared and what `working` raises.
    """
    seen = look_at_programme(tx, programme, telegram_id, operator)
    if not seen.may_change:
        raise ProgrammeShared(count=seen.merchants)
    return seen


def tier_moves(tx: Tx, before: Programme, after: Programme, now: datetime) -> dict[str, tuple[int, int]]:
    """How many members stand in each tier under the one and under the other, where that differs; every member's
    purchases are looked at, so only if something of the tiers does.
    """
    if _tier_rules(before) == _tier_rules(after):
        return {}
    old, new = tiers_under(tx, before, now), tiers_under(tx, after, now)
    names = dict.fromkeys((BASE_TIER, *(tier.name for tier in (*before.tiers, *after.tiers))))
    return {name: (old[name], new[name]) for name in names if old[name] != new[name]}


def _tier_rules(rules: Programme) -> object:
    return [(tier.name, tier.threshold) for tier in rules.tiers], rules.tier_months, rules.tier_grace


@action
def change_programme(
    tx: Tx,
    cause: Cause,
    programme: Programme,
    *,
    telegram_id: int,
    operator: bool,
    name: str,
    version: int,
    draft: str,
    looked_at: str,
) -> ProgrammeSet:
    """The changes of a `draft` (JSON) to that `version` are in force from now on, and every owner is told who did it.

    Raises ProgrammeMoved when another version is in force by now or the draft is not the one `looked_at` (its
    fingerprint), ProgrammeShared and what `working` raises.
    """
    keep_first(tx, programme.currency, cause.now)
    seen = programme_to_change(tx, programme, telegram_id, operator)
    changes: Draft = json.loads(draft)
    if seen.version != version or fingerprint(changes) != looked_at:
        raise ProgrammeMoved(version=seen.version)
    document = drafted(seen.document, changes)
    if document.under(programme, 0) == seen.document.under(programme, 0):
        return ProgrammeSet(version=version, changed=False)
    if not follow(tx, version, seen.document, document, name, cause.now):
        # Somebody else confirmed at the same moment.
        raise ProgrammeMoved(version=document_in_force(tx, programme.currency)[0])
    return ProgrammeSet(version=version + 1, changed=True)
