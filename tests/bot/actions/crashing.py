"""A process that does actions in children and has each child killed at one statement; run by `test_crash.py`.

It says on standard output, a JSON line an action, how many statements it has and what was wrong after any of the kills.
"""

import json
import os
import shutil
import signal
import sqlite3
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.actions.action import Cause
from bot.actions.at_the_till import answer, ask_to_use
from bot.actions.broadcasts import plan_message, serve, stop_broadcast
from bot.actions.campaigns import end_campaign, start_campaign
from bot.actions.card import show_card
from bot.actions.catalogue import add_reward
from bot.actions.codes import issue_code, use_code
from bot.actions.collect import collect, show_sale
from bot.actions.digital import add_codes, redeem_digital
from bot.actions.forget import forget_me
from bot.actions.join import follow_invitation, join
from bot.actions.merchants import add_merchant
from bot.actions.programme_change import change_programme
from bot.actions.purchase import record_purchase
from bot.actions.redeem import cancel, confirm, hold
from bot.actions.refund import refund, refund_line
from bot.actions.refundable import RefundWish
from bot.actions.reminding import remind, wish
from bot.actions.reverse import reverse
from bot.actions.reviews import approve, refuse
from bot.actions.reward_editing import change_reward
from bot.actions.settle import settle_members
from bot.actions.undo import not_mine, undo
from bot.actions.winning_back import win_back
from bot.document import Document
from bot.document.drafts import fingerprint, with_value
from bot.document.matters import SETTINGS
from loyalty.model import Programme, Role
from loyalty.plans import Plan
from loyalty.segments import Segment
from storage import people
from storage.audit import audit
from storage.database import Tx, Value
from storage.reminders import PointsEnd
from storage.rewards import reward
from storage.sqlite_connection import SqliteTx, connect
from storage.staff import add_staff
from tests.bot.actions.shop import AYSE, BAKER, BORA, CEM, OWNER, PROGRAMME, START, everything, seal

Scene = tuple[Callable[..., Any], dict[str, Any]]
NEVER = 10**9


class Mortal(SqliteTx):
    """A transaction whose process is killed before its n-th statement, counted from one."""

    __slots__ = ("dies_at", "statements")

    def __init__(self, cursor: sqlite3.Cursor, dies_at: int) -> None:
        super().__init__(cursor)
        self.statements = 0
        self.dies_at = dies_at

    def _execute(self, sql: str, params: tuple[Value, ...]) -> Any:
        self.statements += 1
        self.die_at(self.statements)
        return super()._execute(sql, params)

    def die_at(self, statement: int) -> None:
        """Nothing of this process is left if its time has come."""
        if statement == self.dies_at:
            os.kill(os.getpid(), signal.SIGKILL)


class File:
    """A database file, and transactions on it one after the other."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.now = START
        self.updates = 0

    def write(self, fn: Callable[..., Any], *args: Any, dies_at: int = NEVER, **kwargs: Any) -> tuple[Any, int]:
        """The result, and how many statements it took; BEGIN is none, COMMIT is the last but one, then the end."""
        with closing(connect(self.path)) as connection:
            tx = Mortal(connection.cursor(), dies_at)
            connection.execute("BEGIN IMMEDIATE")
            result = fn(tx, *args, **kwargs)
            tx.die_at(tx.statements + 1)
            connection.execute("COMMIT")
            tx.die_at(tx.statements + 2)
            tx.end()
        return result, tx.statements

    def cause(self) -> Cause:
        """The next update."""
        self.updates += 1
        return Cause(key=f"in:{self.updates}", now=self.now, seed=b"%d" % self.updates)

    def act(self, action: Callable[..., Any], **given: Any) -> Any:
        """An action, done."""
        return self.write(action, self.cause(), PROGRAMME, **given)[0]

    def buy(self, telegram_id: int, amount: int) -> Any:
        """A purchase by till code."""
        card = self.act(show_card, telegram_id=telegram_id)
        return self.act(record_purchase, telegram_id=OWNER, amount=amount, receipt=None, till_code=card.till_code)

    def open(self) -> None:
        """A café with two rewards; Ayşe with points, and Bora whom she brought."""
        for telegram_id in (OWNER, BAKER, AYSE, BORA):
            self.write(people.meet, telegram_id, f"Person {telegram_id}", "en", self.now)
        self.act(add_merchant, telegram_id=OWNER, operator_name="Orhan", name="Café")
        for points in (20, 5):
            self.act(add_reward, telegram_id=OWNER, name=f"For {points}", points=points)
        ayse = self.act(join, telegram_id=AYSE, seal=seal(AYSE), merchant_id=None)
        self.write(follow_invitation, self.cause(), telegram_id=BORA, inviter_id=ayse.member_id, seal=seal(BORA))
        self.buy(AYSE, 1200)
        self.now += timedelta(minutes=5)
        self.buy(AYSE, 1200)


def joins(file: File) -> Scene:
    return join, {"telegram_id": BORA, "seal": seal(BORA), "merchant_id": None}


def shows_card(file: File) -> Scene:
    return show_card, {"telegram_id": AYSE}


def _bora(file: File) -> None:
    file.act(join, telegram_id=BORA, seal=seal(BORA), merchant_id=None)


def buys_for_the_first_time(file: File) -> Scene:
    _bora(file)
    card = file.act(show_card, telegram_id=BORA)
    given = {"telegram_id": OWNER, "amount": 2490, "receipt": "7", "till_code": card.till_code}
    return record_purchase, given


def shows_a_sale(file: File) -> Scene:
    return show_sale, {"telegram_id": OWNER, "amount": 2490, "receipt": "7"}


def collects(file: File) -> Scene:
    _bora(file)
    sale = file.act(show_sale, telegram_id=OWNER, amount=2490, receipt=None)
    return collect, {"telegram_id": BORA, "sale_id": sale.sale_id, "generation": 1}


def is_not_theirs(file: File) -> Scene:
    action, given = collects(file)
    file.act(action, **given)
    return not_mine, {"telegram_id": BORA, "sale_id": given["sale_id"]}


def starts_a_campaign(file: File) -> Scene:
    today = file.now.date()
    return start_campaign, {
        "telegram_id": OWNER,
        "plan": Plan(name="Double", first_day=today, last_day=today, multiplier_percent=200),
        "announce": True,
    }


def ends_a_campaign(file: File) -> Scene:
    start, given = starts_a_campaign(file)
    started = file.act(start, **given)
    return end_campaign, {"telegram_id": OWNER, "campaign_id": started.campaign.id}


def buys_on_a_double_day(file: File) -> Scene:
    start, given = starts_a_campaign(file)
    file.act(start, **given)
    return buys_for_the_first_time(file)


def changes_the_programme(file: File) -> Scene:
    draft = with_value(Document(), {}, SETTINGS["debt-policy"], "forgive")
    return change_programme, {
        "telegram_id": OWNER,
        "operator": True,
        "name": "Orhan",
        "version": 1,
        "draft": json.dumps(draft),
        "looked_at": fingerprint(draft),
    }


def holds(file: File) -> Scene:
    return hold, {"telegram_id": AYSE, "reward_id": 1}


def cancels(file: File) -> Scene:
    return cancel, {"telegram_id": AYSE, "voucher_id": file.act(hold, telegram_id=AYSE, reward_id=1).voucher_id}


def confirms(file: File) -> Scene:
    return confirm, {"telegram_id": OWNER, "voucher_id": file.act(hold, telegram_id=AYSE, reward_id=1).voucher_id}


def undoes_what_is_held(file: File) -> Scene:
    booked = file.buy(AYSE, 1000)
    file.act(hold, telegram_id=AYSE, reward_id=1)
    file.act(hold, telegram_id=AYSE, reward_id=2)
    file.act(hold, telegram_id=AYSE, reward_id=2)
    return undo, {"telegram_id": OWNER, "sale_id": booked.sale_id}


def undoes_what_is_spent_and_brought_a_bonus(file: File) -> Scene:
    _bora(file)
    booked = file.buy(BORA, 2000)
    use, given = uses_a_code(file)
    file.act(use, **{**given, "telegram_id": BORA})
    return undo, {"telegram_id": OWNER, "sale_id": booked.sale_id}


def refunds_what_is_held_and_spent(file: File) -> Scene:
    booked = file.buy(AYSE, 2000)
    file.act(hold, telegram_id=AYSE, reward_id=1)
    use, given = uses_a_code(file)
    file.act(use, **given)
    return refund, {"telegram_id": OWNER, "sale_id": booked.sale_id, "amount": 1500}


def refunds_by_receipt_what_brought_a_bonus(file: File) -> Scene:
    booking, given = buys_for_the_first_time(file)
    file.act(booking, **given)
    return refund_line, {"telegram_id": OWNER, "wishes": (RefundWish(receipt="7", amount=None),)}


def reverses_a_redemption(file: File) -> Scene:
    action, given = confirms(file)
    file.act(action, **given)
    return reverse, {"telegram_id": OWNER, "redemption_id": 1}


def refunds_what_brought_a_bonus_that_is_spent(file: File) -> Scene:
    _bora(file)
    booked = file.buy(BORA, 2000)
    file.now += timedelta(days=15)
    use, given = uses_a_code(file)
    file.act(use, **given)
    file.act(hold, telegram_id=AYSE, reward_id=2)
    file.act(hold, telegram_id=AYSE, reward_id=2)
    return refund, {"telegram_id": OWNER, "sale_id": booked.sale_id}


def uses_a_code(file: File) -> Scene:
    code = file.act(issue_code, telegram_id=OWNER, reward="1")
    return use_code, {"telegram_id": AYSE, "code_id": code.code_id, "generation": 1}


def redeems_a_text(file: File) -> Scene:
    file.act(change_reward, telegram_id=OWNER, reward_id=1, field="kind", value="digital")
    file.act(add_codes, telegram_id=OWNER, reward_id=1, text="A-1\nA-2")
    points = file.write(reward, 1)[0].points
    return redeem_digital, {"telegram_id": AYSE, "reward_id": 1, "points": points, "question": 1}


def answers_yes(file: File) -> Scene:
    card = file.act(show_card, telegram_id=AYSE)
    file.act(ask_to_use, telegram_id=OWNER, card_id=card.card_id, reward_id=1)
    return answer, {"telegram_id": AYSE, "request_id": 1, "accept": True}


def _fourth(file: File) -> None:
    for amount in (1300, 1400):
        file.buy(AYSE, amount)


def approves(file: File) -> Scene:
    _fourth(file)
    file.write(add_staff, merchant_id=1, telegram_id=BAKER, name="Bilge", role=Role.MANAGER, now=file.now)
    return approve, {"telegram_id": BAKER, "review_id": 1}


def refuses(file: File) -> Scene:
    _fourth(file)
    return refuse, {"telegram_id": OWNER, "review_id": 1}


def goes_beyond_a_limit(file: File) -> Scene:
    _fourth(file)
    sale = file.act(show_sale, telegram_id=OWNER, amount=2490, receipt=None)
    return collect, {"telegram_id": AYSE, "sale_id": sale.sale_id, "generation": 1}


def is_forgotten(file: File) -> Scene:
    file.act(hold, telegram_id=AYSE, reward_id=2)
    return forget_me, {"telegram_id": AYSE, "seal": seal(AYSE)}


def is_settled(file: File) -> Scene:
    _bora(file)
    file.buy(BORA, 2490)
    file.act(hold, telegram_id=AYSE, reward_id=1)
    file.now += timedelta(days=900)
    return settle_members, {"member_ids": [1, 2]}


def _reminds(tx: Tx, cause: Cause, programme: Programme, **given: Any) -> None:
    """Done again it writes nothing, so how much it wrote is left out."""
    remind(tx, cause, programme, **given)


def is_reminded(file: File) -> Scene:
    _bora(file)
    file.buy(BORA, 2490)
    ends = [START + timedelta(days=day) for day in (30, 40)]
    ending = tuple(PointsEnd(member_id=member, expires_at=end) for member in (1, 2) for end in ends)
    return _reminds, {"today": START.date(), "days": 30, "ending": ending}


def _wishes(tx: Tx, cause: Cause, programme: Programme, **given: Any) -> None:
    wish(tx, cause, programme, **given)


def is_greeted(file: File) -> Scene:
    for member_id, telegram_id in enumerate((AYSE, BORA, CEM, 14, 15), 1):
        if telegram_id != AYSE:
            file.write(people.meet, telegram_id, f"Person {telegram_id}", "en", file.now)
            file.act(join, telegram_id=telegram_id, seal=seal(telegram_id), merchant_id=None)
        assert file.write(people.person_of, member_id)[0].telegram_id == telegram_id
        file.write(people.set_choice, telegram_id, "offers", 1)
    today = START.date()
    eve = today - timedelta(days=1)
    return _wishes, {"since": eve, "today": today, "birthday": today, "member_ids": (1, 2, 3, 4, 5)}


def what_waited_comes(file: File) -> Scene:
    _bora(file)
    file.buy(BORA, 2490)
    file.now += timedelta(days=15)
    return settle_members, {"member_ids": [1, 2]}


def _wins_back(*args: Any, **given: Any) -> None:
    # How many offers were written is another number the second time.
    win_back(*args, **given)


def are_won_back(file: File) -> Scene:
    _want_offers(file)
    last_visit = file.now.date()
    file.now += timedelta(days=30)
    today = file.now.date()
    return _wins_back, {
        "merchant_id": 1,
        "last_visit": last_visit,
        "night": today,
        "today": today,
        "member_ids": [1, 2],
    }


def plans_a_message(file: File) -> Scene:
    _want_offers(file)
    return plan_message, {"telegram_id": OWNER, "merchant_id": 1, "segment": Segment(), "text": "Figs"}


def _serves(tx: Any, cause: Cause, programme: Any, *, broadcast_id: int) -> None:
    # All helpings in one, and no outcome: the second time there is less to do.
    while serve(tx, programme, cause.now, broadcast_id).more:
        pass


def a_message_is_written(file: File) -> Scene:
    plan, given = plans_a_message(file)
    return _serves, {"broadcast_id": file.act(plan, **given)}


def a_message_is_stopped(file: File) -> Scene:
    _, given = a_message_is_written(file)
    file.act(_serves, **given)
    file.act(stop_broadcast, telegram_id=OWNER, broadcast_id=1)
    return _serves, given


def _want_offers(file: File) -> None:
    _bora(file)
    for telegram_id in (AYSE, BORA):
        file.write(people.set_choice, telegram_id, "offers", 1)


SCENES: dict[str, Callable[[File], Scene]] = {
    scene.__name__: scene
    for scene in (
        joins,
        shows_card,
        buys_for_the_first_time,
        shows_a_sale,
        collects,
        is_not_theirs,
        starts_a_campaign,
        ends_a_campaign,
        buys_on_a_double_day,
        changes_the_programme,
        holds,
        cancels,
        confirms,
        undoes_what_is_held,
        undoes_what_is_spent_and_brought_a_bonus,
        refunds_what_is_held_and_spent,
        refunds_by_receipt_what_brought_a_bonus,
        reverses_a_redemption,
        refunds_what_brought_a_bonus_that_is_spent,
        uses_a_code,
        redeems_a_text,
        answers_yes,
        approves,
        refuses,
        goes_beyond_a_limit,
        is_forgotten,
        is_settled,
        is_reminded,
        is_greeted,
        what_waited_comes,
        are_won_back,
        plans_a_message,
        a_message_is_written,
        a_message_is_stopped,
    )
}


def killed_in_a_child(
    file: File, dies_at: int, action: Callable[..., Any], cause: Cause, given: dict[str, Any]
) -> bool:
    """Whether the child was killed there."""
    child = os.fork()
    if child == 0:
        file.write(action, cause, PROGRAMME, dies_at=dies_at, **given)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def play(scene: Callable[[File], Scene], base: Path, folder: Path) -> dict[str, Any]:
    """Does a scene's action once whole, then killed at each statement and done again."""
    file = File(folder / "kumbara.db")
    shutil.copyfile(base, file.path)
    file.open()
    action, given = scene(file)
    cause = file.cause()
    start = folder / "start.db"
    _copy(file.path, start)
    before = file.write(everything)[0]
    outcome, statements = file.write(action, cause, PROGRAMME, **given)
    after = file.write(everything)[0]
    wrong: list[str] = []
    for dies_at in range(1, statements + 3):
        _copy(start, file.path)
        if not killed_in_a_child(file, dies_at, action, cause, given):
            wrong.append(f"{dies_at}: not killed")
        found = file.write(audit)[0]
        kept = file.write(everything)[0]
        expected = after if dies_at == statements + 2 else before
        again = file.write(action, cause, PROGRAMME, **given)[0]
        whole = file.write(everything)[0]
        checks = {
            f"{dies_at}: {found}": found == [],
            f"{dies_at}: half of it was kept": kept == expected,
            f"{dies_at}: done again it led elsewhere": again == outcome,
            f"{dies_at}: done again it left something else": whole == after,
            f"{dies_at}: the audit complains": file.write(audit)[0] == [],
        }
        wrong += [complaint for complaint, fine in checks.items() if not fine]
    return {"statements": statements, "moved": before != after, "wrong": wrong}


def _copy(source: Path, target: Path) -> None:
    for rest in ("-wal", "-shm"):
        Path(f"{target}{rest}").unlink(missing_ok=True)
    shutil.copyfile(source, target)


def main(base: Path, folder: Path, names: Sequence[str]) -> None:
    """Plays these scenes."""
    for name in names:
        print(json.dumps({"scene": name, **play(SCENES[name], base, folder)}), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
