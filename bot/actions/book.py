"""Booking points: what every action that moves some has in common."""

from collections.abc import Iterable, Mapping
from typing import Any

from bot.actions.action import Cause
from bot.actions.tell import tell_member
from loyalty.earning import Earning, repayment
from loyalty.expiry import expired
from loyalty.model import (
    EXPIRED_ACCOUNT,
    Allocation,
    Lot,
    LotState,
    Member,
    Programme,
    Voucher,
    issued_account,
)
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
        self, kind: str, member_id: int, merchant_id: int, earning: Earning, basis: Mapping[str, Any]
    ) -> tuple[int, int | None]:
        """Books an earning and opens its lot; what is active at once pays a debt first.

        Returns the journal row and the lot, None when it is worth no points.
        """
        pending = earning.activates_at > self.cause.now
        journal_id = self.post(
            kind,
            member_id,
            merchant_id=merchant_id,
            active=0 if pending else earning.points,
            pending=earning.points if pending else 0,
            counter=issued_account(merchant_id),
            basis=basis,
        )
        if earning.points == 0:
            return journal_id, None
        lot_id = ledger.open_lot(
            self.tx,
            journal_id=journal_id,
            member_id=member_id,
            merchant_id=merchant_id,
            state=LotState.PENDING if pending else LotState.ACTIVE,
            earning=earning,
        )
        if not pending:
            self.repay(member_id, lot_id, earning.points)
        return journal_id, lot_id

    def repay(self, member_id: int, lot_id: int, points: int) -> None:
        """Points of a lot that just became active pay a debt first."""
        member = members.member(self.tx, member_id)
        part = repayment(points, member.debt) if member else 0
        if part:
            journal_id = self.post("repay", member_id, active=-part, debt=part)
            ledger.allocate(self.tx, journal_id, [Allocation(lot_id=lot_id, points=part)])

    def take_from_lots(
        self, journal_id: int, allocations: Iterable[Allocation], *, emptied: LotState = LotState.SPENT
    ) -> None:
        """Keeps from which lots a row took its points."""
        ledger.allocate(self.tx, journal_id, allocations, emptied=emptied)

    def give_back(self, kind: str, voucher: Voucher, *, key: str | None = None, actor: str | None = None) -> int:
        """Returns a voucher's held points to the lots they came from; returns the journal row.

        What returns to a lot past its time expires at once (`settle`).
        """
        journal_id = self.post(
            kind,
            voucher.member_id,
            merchant_id=voucher.merchant_id,
            active=voucher.points,
            held=-voucher.points,
            key=key,
            actor=actor,
            reverses=voucher.journal_id,
        )
        ledger.give_back(self.tx, journal_id, ledger.allocations_of(self.tx, voucher.journal_id))
        return journal_id

    def settle(self, member_id: int) -> Member:
        """Books what the clock has decided about a member, so that booked and spendable agree; returns the member.

        Pending lots become active, vouchers lapse, lots past their time expire, in this order. The rows are the
        jobs' own, whoever comes first: their keys name lot and voucher.
        """
        member = members.lock_member(self.tx, member_id)
        now = self.cause.now
        if not member.balance and not member.pending and not member.held:
            return member
        moved = False
        lots = ledger.due_lots(self.tx, member_id, now) if member.balance or member.pending else []
        for lot in lots:
            if lot.state is LotState.PENDING:
                self.activate(member_id, lot.id, lot.remaining)
                moved = True
        for voucher in vouchers.vouchers_to_lapse(self.tx, now, member_id=member_id) if member.held else ():
            vouchers.end_voucher(self.tx, voucher.id, "lapsed", now)
            key = f"lapse:{voucher.id}"
            self.give_back("lapse", voucher, key=key, actor="job:lapse")
            reward = rewards.reward(self.tx, voucher.reward_id)
            told = {"reward": reward.name if reward else "", "points": voucher.points}
            tell_member(self.tx, self.cause, member_id, "voucher-lapsed", told, key=key)
            moved = True
        if moved:
            lots = ledger.due_lots(self.tx, member_id, now)
        moved = self.expire(member_id, lots) or moved
        return members.lock_member(self.tx, member_id) if moved else member

    def activate(self, member_id: int, lot_id: int, points: int) -> None:
        """A pending lot becomes active and pays a debt first."""
        ledger.activate_lot(self.tx, lot_id)
        self.post("activate", member_id, active=points, pending=-points, key=f"activate:{lot_id}", actor="job:activate")
        member = members.member(self.tx, member_id)
        part = repayment(points, member.debt) if member else 0
        if part:
            journal_id = self.post(
                "repay", member_id, active=-part, debt=part, key=f"repay:{lot_id}", actor="job:activate"
            )
            ledger.allocate(self.tx, journal_id, [Allocation(lot_id=lot_id, points=part)])

    def expire(self, member_id: int, lots: Iterable[Lot]) -> bool:
        """Books the end of lots past their time; True when there were any."""
        due = expired(lots, self.cause.now)
        for lot in due:
            key = f"expire:{lot.id}"
            if ledger.key_is_taken(self.tx, key):
                # Points came back to a lot that had expired before: one row more for what then remained.
                key = f"{key}/{self.cause.key}"
            journal_id = self.post(
                "expire", member_id, active=-lot.remaining, counter=EXPIRED_ACCOUNT, key=key, actor="job:expire"
            )
            ledger.allocate(
                self.tx, journal_id, [Allocation(lot_id=lot.id, points=lot.remaining)], emptied=LotState.EXPIRED
            )
        return bool(due)
