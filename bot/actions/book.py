"""Booking points: what every action that moves some has in common."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from bot.actions.action import Cause
from bot.actions.available import tell_available
from bot.actions.due import by_the_clock, something_due
from bot.actions.tell import tell_member
from loyalty import expiry
from loyalty.earning import Earning
from loyalty.model import (
    EXPIRED_ACCOUNT,
    Allocation,
    LotState,
    Member,
    Programme,
    Voucher,
    issued_account,
)
from loyalty.redeeming import GivenBack, give_back, take
from loyalty.settling import Step
from loyalty.vouchers import is_brief
from storage import ledger, members, rewards, vouchers
from storage.database import Tx


class Book:
    """Books journal rows of one cause: the first gets the cause's key, the next `…/2`, unless one is given."""

    def __init__(self, tx: Tx, cause: Cause, programme: Programme, actor: str) -> None:
        self.tx = tx
        self.cause = cause
        self.programme = programme
        self.actor = actor
        self._rows = 0

    def post(
        self,
        kind: str,
        member_id: int,
        *,
        merchant_id: int | None = None,
        active: int = 0,
        pending: int = 0,
        held: int = 0,
        debt: int = 0,
        counter: str | None = None,
        key: str | None = None,
        actor: str | None = None,
        reverses: int | None = None,
        basis: Mapping[str, Any] | None = None,
    ) -> int:
        """One journal row; see `storage.ledger.Entry`. Returns its number."""
        if key is None:
            self._rows += 1
            key = self.cause.key if self._rows == 1 else f"{self.cause.key}/{self._rows}"
        return ledger.post(
            self.tx,
            ledger.Entry(
                kind=kind,
                key=key,
                actor=actor or self.actor,
                at=self.cause.now,
                programme=self.programme.version,
                member_id=member_id,
                merchant_id=merchant_id,
                active=active,
                pending=pending,
                held=held,
                debt=debt,
                counter=counter,
                reverses=reverses,
                basis=basis,
            ),
        )

    def earn(
        self, kind: str, member: Member, merchant_id: int, earning: Earning, basis: Mapping[str, Any]
    ) -> tuple[int, int | None]:
        """Books an earning of a settled member and opens its lot; what is active at once pays a debt first.

        Returns the journal row and the lot, None when it is worth no points.
        """
        pending = earning.activates_at > self.cause.now
        journal_id = self.post(
            kind,
            member.id,
            merchant_id=merchant_id,
            active=0 if pending else earning.points,
            pending=earning.points if pending else 0,
            counter=issued_account(merchant_id),
            basis=basis,
        )
        if earning.points == 0:
            return journal_id, None
        slides = expiry.sliding_life(self.programme.expiry)
        if slides and not member.sliding:
            members.mark_sliding(self.tx, member.id)
        lot_id = ledger.open_lot(
            self.tx,
            journal_id=journal_id,
            member_id=member.id,
            merchant_id=merchant_id,
            state=LotState.PENDING if pending else LotState.ACTIVE,
            earning=earning,
            slides=slides,
        )
        if not pending and member.debt:
            self.pay_debt(member.id)
        return journal_id, lot_id

    def pay_debt(self, member_id: int) -> None:
        """Points that became active, and nothing else is active while something is owed, pay the debt first."""
        member = members.member(self.tx, member_id)
        if member is None or not member.debt:
            return
        lots = [lot for lot in ledger.open_lots(self.tx, member_id) if lot.spendable_at(self.cause.now)]
        self._repay(member_id, take(-member.debt, lots))

    def _repay(
        self, member_id: int, parts: Iterable[Allocation], *, key: str | None = None, actor: str | None = None
    ) -> None:
        parts = tuple(parts)
        points = sum(part.points for part in parts)
        if points:
            journal_id = self.post("repay", member_id, active=-points, debt=points, key=key, actor=actor)
            ledger.allocate(self.tx, journal_id, parts)

    def slide(self, member: Member, active_at: datetime) -> None:
        """A settled member bought something at `active_at`, or used a reward: the life of what they can spend begins
        anew where it was earned under a sliding policy (`loyalty.expiry.slid`). Undoing it changes nothing of that.
        """
        if not member.sliding:
            return
        for life in ledger.sliding_lives(self.tx, member.id):
            ends = expiry.slid(life, active_at, self.programme)
            ledger.slide_lots(self.tx, member.id, life, now=self.cause.now, expires_at=ends)

    def give_back(
        self,
        kind: str,
        member_id: int,
        allocations: Iterable[Allocation],
        *,
        by_staff: bool,
        reverses: int,
        merchant_id: int | None = None,
        held: bool = False,
        counter: str | None = None,
        key: str | None = None,
        actor: str | None = None,
        basis: Mapping[str, Any] | None = None,
    ) -> GivenBack:
        """Returns points of a settled member to the lots they came from: off what vouchers hold, or off `counter`.

        `allocations` are what was taken (above zero), `reverses` is the row that took it. `by_staff` is whether
        points past their date live on for a while (`loyalty.redeeming.returned`): given back by staff, a reversal or
        a suspension, not cancelled or lapsed by the member. What returned past its time has still to expire
        (`settle`), the rest to pay a debt (`pay_debt`).
        """
        allocations = tuple(allocations)
        points = sum(part.points for part in allocations)
        journal_id = self.post(
            kind,
            member_id,
            merchant_id=merchant_id,
            active=points,
            held=-points if held else 0,
            counter=counter,
            key=key,
            actor=actor,
            reverses=reverses,
            basis=basis,
        )
        lots = ledger.lots(self.tx, [part.lot_id for part in allocations])
        given = give_back(allocations, lots, self.cause.now, self.programme, by_staff=by_staff)
        ledger.give_back(self.tx, journal_id, allocations, given.lots)
        return given

    def give_voucher_back(
        self, kind: str, voucher: Voucher, *, by_staff: bool, key: str | None = None, actor: str | None = None
    ) -> GivenBack:
        """Returns a voucher's held points, as `give_back` does, and its reward to the stock."""
        rewards.put_back(self.tx, voucher.reward_id)
        return self.give_back(
            kind,
            voucher.member_id,
            ledger.allocations_of(self.tx, voucher.journal_id),
            by_staff=by_staff,
            reverses=voucher.journal_id,
            merchant_id=voucher.merchant_id,
            held=True,
            key=key,
            actor=actor,
        )

    def settle(self, member_id: int, *, told: bool = False) -> Member:
        """Books what the clock has decided about a member, so that booked and spendable agree; returns the member.

        The rows are the jobs' own, whoever comes first: their keys name lot and voucher. Points that have become
        available are told of, unless the caller has `told` it.
        """
        member = members.lock_member(self.tx, member_id)
        if not something_due(self.tx, member, self.cause.now):
            return member
        settlement = by_the_clock(self.tx, member, self.cause.now)
        for step in settlement.steps:
            if step.lot_id is not None:
                self._activate(member_id, step.lot_id, step)
            elif step.voucher_id is not None:
                self._lapse(step.voucher_id, step)
        for part in settlement.expired:
            self._expire(member_id, part)
        if not told:
            tell_available(self.tx, self.cause, member_id, settlement)
        return members.lock_member(self.tx, member_id)

    def _activate(self, member_id: int, lot_id: int, step: Step) -> None:
        ledger.activate_lot(self.tx, lot_id)
        actor = "job:activate"
        self.post(
            "activate", member_id, active=step.points, pending=-step.points, key=f"activate:{lot_id}", actor=actor
        )
        self._repay(member_id, step.repaid, key=f"repay:{lot_id}", actor=actor)

    def _lapse(self, voucher_id: int, step: Step) -> None:
        voucher = vouchers.voucher(self.tx, voucher_id)
        if voucher is None or not vouchers.end_voucher(self.tx, voucher_id, "lapsed", self.cause.now):
            raise LookupError(f"voucher {voucher_id} is not held")
        key, actor = f"lapse:{voucher_id}", "job:lapse"
        given = self.give_voucher_back("lapse", voucher, by_staff=False, key=key, actor=actor)
        self._repay(voucher.member_id, step.repaid, key=f"{key}/2", actor=actor)
        reward = rewards.reward(self.tx, voucher.reward_id)
        told = {"reward": reward.name if reward else "", "points": voucher.points - given.lost}
        if given.lost:
            told["lost"] = given.lost
        notice = "voucher-lapsed-late" if given.lost else "voucher-lapsed"
        # Who held it for days is not waiting for it at the till: that can be said by day.
        later = not is_brief(voucher.created_at, voucher.expires_at)
        tell_member(self.tx, self.cause, voucher.member_id, notice, told, key=key, reminder=later)

    def _expire(self, member_id: int, part: Allocation) -> None:
        # Points may come back to a lot that had expired before: one row more for what then remained.
        before = ledger.rows_of_kind(self.tx, part.lot_id, "expire")
        key = f"expire:{part.lot_id}/{before + 1}" if before else f"expire:{part.lot_id}"
        journal_id = self.post(
            "expire", member_id, active=-part.points, counter=EXPIRED_ACCOUNT, key=key, actor="job:expire"
        )
        ledger.allocate(self.tx, journal_id, [part], emptied=LotState.EXPIRED)
