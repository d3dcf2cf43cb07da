"""The audit: every invariant of the ledger, asked of the tables themselves."""

from dataclasses import dataclass
from typing import Final

from loyalty.expiry import NEVER
from storage.database import Tx
from storage.rows import ms

_MEMBER_PARTS = {"balance": "", "pending": ":pending", "held": ":held", "debt": ":debt"}


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Something that must not be: `code` names the invariant, `detail` the rows."""

    code: str
    detail: str


# A lot whose points wait until a manager has looked.
_ON_HOLD: Final = f"l.state = 'pending' AND l.activates_at = {ms(NEVER)}"

# Each query returns the rows that break its invariant, as one text a row.
_QUERIES = {
    "journal-balances": (
        "SELECT 'journal ' || journal_id || ' sums to ' || sum(points) AS detail FROM postings"
        " GROUP BY journal_id HAVING sum(points) <> 0"
    ),
    "lot-remaining": (
        "SELECT 'lot ' || l.id || ' has ' || l.remaining || ' of ' || l.points || ', allocated '"
        " || coalesce(sum(a.points), 0) AS detail FROM lots l LEFT JOIN allocations a ON a.lot_id = l.id"
        " GROUP BY l.id, l.points, l.remaining HAVING l.points - coalesce(sum(a.points), 0) <> l.remaining"
    ),
    "lots-active": (
        "SELECT 'member ' || m.id || ' has ' || m.balance || ', open lots ' || coalesce(sum(l.remaining), 0) AS detail"
        " FROM members m LEFT JOIN lots l ON l.member_id = m.id AND l.state = 'active'"
        " GROUP BY m.id, m.balance HAVING coalesce(sum(l.remaining), 0) <> m.balance"
    ),
    "lots-pending": (
        "SELECT 'member ' || m.id || ' waits for ' || m.pending || ', lots ' || coalesce(sum(l.remaining), 0)"
        " AS detail FROM members m LEFT JOIN lots l ON l.member_id = m.id AND l.state = 'pending'"
        " GROUP BY m.id, m.pending HAVING coalesce(sum(l.remaining), 0) <> m.pending"
    ),
    "vouchers-held": (
        "SELECT 'member ' || m.id || ' holds ' || m.held || ', vouchers ' || coalesce(sum(v.points), 0) AS detail"
        " FROM members m LEFT JOIN vouchers v ON v.member_id = m.id AND v.state = 'held'"
        " GROUP BY m.id, m.held HAVING coalesce(sum(v.points), 0) <> m.held"
    ),
    "voucher-ends-once": (
        "SELECT 'voucher ' || v.id || ' is ' || v.state || ', ended ' || count(j.id) || ' times' AS detail"
        " FROM vouchers v LEFT JOIN journal j ON j.reverses = v.journal_id AND j.kind IN ('cancel', 'lapse')"
        " GROUP BY v.id, v.state HAVING count(j.id) <> CASE WHEN v.state IN ('cancelled', 'lapsed') THEN 1 ELSE 0 END"
    ),
    "spending-allocated": (
        "SELECT 'journal ' || j.id || ' (' || j.kind || ') moved ' || p.points || ', allocated '"
        " || coalesce(a.points, 0) AS detail FROM journal j"
        " JOIN (SELECT journal_id, sum(points) AS points FROM postings"
        "   WHERE account LIKE 'member:%' AND account NOT LIKE '%:held' AND account NOT LIKE '%:debt'"
        "   GROUP BY journal_id) p ON p.journal_id = j.id"
        " LEFT JOIN (SELECT journal_id, sum(points) AS points FROM allocations GROUP BY journal_id) a"
        "   ON a.journal_id = j.id"
        " WHERE j.kind NOT IN ('earn', 'referral', 'gift', 'activate') AND coalesce(a.points, 0) <> -p.points"
    ),
    "earning-opens-lot": (
        "SELECT 'journal ' || j.id || ' (' || j.kind || ') gave ' || -p.points || ', lot ' || coalesce(l.points, 0)"
        " AS detail FROM journal j JOIN postings p ON p.journal_id = j.id AND p.account LIKE 'merchant:%:issued'"
        " LEFT JOIN lots l ON l.journal_id = j.id"
        " WHERE j.kind IN ('earn', 'referral', 'gift') AND coalesce(l.points, 0) <> -p.points"
    ),
    "sale-booked-once": (
        "SELECT 'sale ' || s.id || ' is ' || s.state || ' by journal ' || coalesce(s.journal_id, 0) AS detail"
        " FROM sales s LEFT JOIN journal j ON j.id = s.journal_id AND j.kind = 'earn'"
        " LEFT JOIN members o ON o.id = j.member_id"
        " WHERE (s.state = 'booked' AND (j.id IS NULL OR coalesce(o.moved_to, o.id) <> s.member_id))"
        " OR (s.state = 'open' AND s.journal_id IS NOT NULL)"
    ),
    "earning-has-sale": (
        "SELECT 'journal ' || j.id || ' earned ' || l.points || ' without a sale that stands' AS detail FROM journal j"
        " JOIN lots l ON l.journal_id = j.id LEFT JOIN sales s ON s.journal_id = j.id"
        " WHERE j.kind = 'earn' AND s.id IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM journal r WHERE r.reverses = j.id AND r.kind = 'reverse')"
    ),
    "undone-taken-back": (
        "SELECT 'sale ' || s.id || ' is undone, its points are not taken back' AS detail FROM sales s"
        " JOIN lots l ON l.journal_id = s.journal_id WHERE s.state = 'undone'"
        " AND l.points > (SELECT coalesce(sum(f.points), 0) FROM refunds f WHERE f.sale_id = s.id)"
        " AND NOT EXISTS (SELECT 1 FROM journal r WHERE r.reverses = s.journal_id AND r.kind = 'reverse')"
    ),
    "standing-not-taken-back": (
        "SELECT 'sale ' || s.id || ' stands, its points are taken back' AS detail FROM sales s"
        " JOIN journal r ON r.reverses = s.journal_id AND r.kind = 'reverse' WHERE s.state = 'booked'"
    ),
    "sale-points": (
        "SELECT 'sale ' || s.id || ' earned ' || s.points || ', its lot ' || coalesce(l.points, 0) AS detail"
        " FROM sales s LEFT JOIN lots l ON l.journal_id = s.journal_id"
        " WHERE s.state = 'booked' AND coalesce(l.points, 0) <> s.points"
    ),
    "campaign-given": (
        "SELECT 'campaign ' || c.id || ' gave ' || c.given || ', purchases took ' || coalesce(sum(u.points), 0)"
        " AS detail FROM campaigns c LEFT JOIN campaign_uses u ON u.campaign_id = c.id"
        " GROUP BY c.id, c.given HAVING coalesce(sum(u.points), 0) <> c.given"
    ),
    "campaign-cap": (
        "SELECT 'campaign ' || id || ' gave ' || given || ' of ' || total_cap AS detail FROM campaigns"
        " WHERE given > total_cap"
    ),
    "campaign-ended": (
        "SELECT 'campaign ' || id || ' is ' || state || ', ended at ' || coalesce(ended_at, 0) AS detail FROM campaigns"
        " WHERE (state = 'ended') <> (ended_at IS NOT NULL)"
    ),
    "campaign-use-stands": (
        "SELECT 'sale ' || s.id || ' is ' || s.state || ' and takes room of campaign ' || u.campaign_id AS detail"
        " FROM campaign_uses u JOIN sales s ON s.id = u.sale_id WHERE s.state <> 'booked'"
    ),
    "lot-lives": (
        "SELECT 'lot ' || l.id || ' ends before it begins' AS detail FROM lots l WHERE l.expires_at <= l.activates_at"
        # What waits for a manager, or waited until it was taken back, has neither beginning nor end.
        f" AND l.activates_at < {ms(NEVER)}"
    ),
    "lot-slides": (
        "SELECT 'lot ' || l.id || ' slides, member ' || m.id || ' does not' AS detail FROM lots l"
        " JOIN members m ON m.id = l.member_id WHERE l.slides IS NOT NULL AND m.sliding = 0"
    ),
    "refunds-amount": (
        "SELECT 'sale ' || s.id || ' of ' || s.amount || ' has ' || s.refunded || ' refunded, refunds '"
        " || coalesce(f.amount, 0) AS detail FROM sales s"
        " LEFT JOIN (SELECT sale_id, sum(amount) AS amount FROM refunds GROUP BY sale_id) f ON f.sale_id = s.id"
        " WHERE s.refunded > s.amount OR s.refunded <> coalesce(f.amount, 0)"
    ),
    "refunds-points": (
        "SELECT 'sale ' || s.id || ' gave ' || coalesce(l.points, 0) || ', refunds took ' || f.points AS detail"
        " FROM sales s JOIN (SELECT sale_id, sum(points) AS points FROM refunds GROUP BY sale_id) f ON f.sale_id = s.id"
        " LEFT JOIN lots l ON l.journal_id = s.journal_id"
        " WHERE f.points > coalesce(l.points, 0) OR (s.refunded = s.amount AND f.points <> coalesce(l.points, 0))"
    ),
    "refund-booked-once": (
        "SELECT 'journal ' || j.id || ' refunds ' || coalesce(p.points, 0) || ', kept as ' || coalesce(f.points, -1)"
        " AS detail FROM journal j LEFT JOIN refunds f ON f.journal_id = j.id LEFT JOIN sales s ON s.id = f.sale_id"
        " LEFT JOIN postings p ON p.journal_id = j.id AND p.account LIKE 'merchant:%:issued'"
        " WHERE j.kind = 'refund'"
        " AND (f.id IS NULL OR j.reverses <> s.journal_id OR coalesce(p.points, 0) > f.points)"
    ),
    "allocation-own": (
        "SELECT 'journal ' || a.journal_id || ' moves points of lot ' || a.lot_id || ' of member ' || l.member_id"
        " AS detail FROM allocations a JOIN journal j ON j.id = a.journal_id JOIN lots l ON l.id = a.lot_id"
        " LEFT JOIN members o ON o.id = j.member_id"
        " WHERE o.id IS NULL OR coalesce(o.moved_to, o.id) <> l.member_id"
    ),
    "debt-paid-first": (
        "SELECT 'member ' || id || ' owes ' || -debt || ' and has ' || balance AS detail FROM members"
        " WHERE debt < 0 AND balance > 0"
    ),
    "reversed-once": (
        "SELECT 'journal ' || reverses || ' was taken back ' || count(*) || ' times' AS detail FROM journal"
        " WHERE reverses IS NOT NULL AND kind IN ('reverse', 'cancel', 'lapse') GROUP BY reverses HAVING count(*) > 1"
    ),
    "code-used-once": (
        "SELECT 'code ' || c.id || ' is ' || c.state AS detail FROM codes c"
        " LEFT JOIN journal j ON j.id = c.journal_id AND j.kind = 'redeem'"
        " WHERE (c.state = 'used') <> (j.id IS NOT NULL)"
    ),
    "use-has-redemption": (
        "SELECT 'journal ' || j.id || ' (' || j.kind || ') has redemption ' || coalesce(d.id, 0) AS detail"
        " FROM journal j LEFT JOIN redemptions d ON d.journal_id = j.id"
        " WHERE j.kind IN ('confirm', 'redeem') AND d.id IS NULL"
    ),
    "redemption-has-use": (
        "SELECT 'redemption ' || d.id || ' of ' || d.points || ' by journal ' || d.journal_id AS detail"
        " FROM redemptions d JOIN journal j ON j.id = d.journal_id LEFT JOIN postings p ON p.journal_id = j.id"
        "   AND p.account = 'merchant:' || d.merchant_id || ':redeemed'"
        " WHERE j.kind NOT IN ('confirm', 'redeem') OR p.points IS NULL OR p.points <> d.points"
    ),
    "redemption-reversed-once": (
        "SELECT 'redemption ' || d.id || ' is ' || d.state || ', reversed by ' || count(j.id) || ' rows' AS detail"
        " FROM redemptions d LEFT JOIN journal j ON j.reverses = d.journal_id AND j.kind = 'reverse'"
        " GROUP BY d.id, d.state HAVING count(j.id) <> CASE WHEN d.state = 'reversed' THEN 1 ELSE 0 END"
    ),
    "digital-text-given": (
        "SELECT 'text ' || c.id || ' of reward ' || c.reward_id || ' was given for journal '"
        " || coalesce(c.journal_id, 0) AS detail FROM reward_codes c"
        " LEFT JOIN redemptions d ON d.journal_id = c.journal_id AND d.reward_id = c.reward_id"
        " WHERE (c.given_at IS NULL) <> (c.journal_id IS NULL) OR (c.given_at IS NOT NULL AND d.id IS NULL)"
    ),
    "digital-gives-one-text": (
        "SELECT 'redemption ' || d.id || ' gave ' || count(c.id) || ' texts' AS detail FROM redemptions d"
        " JOIN rewards r ON r.id = d.reward_id AND r.kind = 'digital'"
        " LEFT JOIN reward_codes c ON c.journal_id = d.journal_id WHERE d.voucher_id IS NULL"
        " GROUP BY d.id HAVING count(c.id) <> 1"
    ),
    "digital-stock": (
        "SELECT 'reward ' || r.id || ' has ' || coalesce(r.stock, 0) || ', free texts ' || count(c.id) AS detail"
        " FROM rewards r LEFT JOIN reward_codes c ON c.reward_id = r.id AND c.given_at IS NULL"
        " WHERE r.kind = 'digital' GROUP BY r.id, r.stock HAVING coalesce(r.stock, 0) <> count(c.id)"
    ),
    "referral-pays-once": (
        "SELECT 'member ' || r.referee_id || ' was brought by ' || r.referrer_id || ', is ' || r.state AS detail"
        " FROM referrals r LEFT JOIN sales s ON s.id = r.sale_id"
        " WHERE (r.state = 'paid') <> (r.sale_id IS NOT NULL)"
        # One that a manager refused keeps the sale it was refused for, whatever becomes of that.
        " OR (r.paid_at IS NOT NULL AND s.state <> 'booked')"
        " OR (r.paid_at IS NULL AND (r.referrer_lot_id IS NOT NULL OR r.referee_lot_id IS NOT NULL))"
    ),
    "review-has-points": (
        "SELECT 'review ' || v.id || ' of sale ' || v.sale_id || ' is open, no points wait' AS detail FROM reviews v"
        " JOIN sales s ON s.id = v.sale_id"
        " LEFT JOIN referrals r ON r.sale_id = v.sale_id AND r.referee_id = v.member_id"
        f" WHERE v.state = 'open' AND NOT EXISTS (SELECT 1 FROM lots l WHERE {_ON_HOLD}"
        " AND ((v.kind = 'purchase' AND l.journal_id = s.journal_id)"
        "   OR (v.kind = 'referral' AND l.id IN (r.referee_lot_id, r.referrer_lot_id))))"
    ),
    "on-hold-has-review": (
        "SELECT 'lot ' || l.id || ' waits for a manager whom nobody asks' AS detail FROM lots l"
        f" WHERE {_ON_HOLD}"
        " AND NOT EXISTS (SELECT 1 FROM reviews v JOIN sales s ON s.id = v.sale_id"
        "   WHERE v.state = 'open' AND v.kind = 'purchase' AND s.journal_id = l.journal_id)"
        " AND NOT EXISTS (SELECT 1 FROM reviews v JOIN referrals r ON r.sale_id = v.sale_id"
        "   WHERE v.state = 'open' AND v.kind = 'referral' AND l.id IN (r.referee_lot_id, r.referrer_lot_id))"
    ),
    "tier-has-end": (
        "SELECT 'member ' || id || ' is ' || tier || ', kept until ' || coalesce(tier_until_at, 0) AS detail"
        " FROM members WHERE (tier = 'base') <> (tier_until_at IS NULL)"
    ),
    "transfer-even": (
        "SELECT 'journal ' || journal_id || ' moves ' || sum(points) || ' too many' AS detail FROM ("
        "   SELECT p.journal_id, p.points, CASE WHEN p.account LIKE '%:pending' THEN 1 WHEN p.account LIKE '%:held'"
        "     THEN 2 WHEN p.account LIKE '%:debt' THEN 3 ELSE 0 END AS part"
        "   FROM postings p JOIN journal j ON j.id = p.journal_id"
        "   WHERE j.kind = 'transfer' AND p.account LIKE 'member:%') parts"
        " GROUP BY journal_id, part HAVING sum(points) <> 0"
    ),
    "moved-has-nothing": (
        "SELECT 'member ' || m.id || ' goes on as ' || m.moved_to || ' and has something still' AS detail"
        " FROM members m JOIN members k ON k.id = m.moved_to WHERE k.moved_to IS NOT NULL OR m.forgotten_at IS NULL"
        " OR m.balance <> 0 OR m.pending <> 0 OR m.held <> 0 OR m.debt <> 0"
        " OR EXISTS (SELECT 1 FROM lots l WHERE l.member_id = m.id)"
        " OR EXISTS (SELECT 1 FROM vouchers v WHERE v.member_id = m.id)"
        " OR EXISTS (SELECT 1 FROM sales s WHERE s.member_id = m.id)"
        " OR EXISTS (SELECT 1 FROM people p WHERE p.member_id = m.id)"
    ),
    "offer-day-taken": (
        "SELECT 'outbox row ' || o.id || ' (' || o.class || ', ' || o.state || ') has the day of an offer' AS detail"
        " FROM people p JOIN outbox o ON o.id = p.offered_by WHERE o.class <> 'offer'"
        " OR o.telegram_id <> p.telegram_id OR o.state NOT IN ('sending', 'sent', 'uncertain')"
    ),
    "broadcast-written": (
        "SELECT 'broadcast ' || b.id || ' was written for ' || b.written || ', rows ' || count(*) AS detail"
        " FROM broadcasts b JOIN outbox o ON o.broadcast_id = b.id GROUP BY b.id, b.written HAVING count(*) > b.written"
    ),
    "broadcast-ended": (
        "SELECT 'broadcast ' || b.id || ' is ' || b.state || ', ended at ' || coalesce(b.ended_at, 0) AS detail"
        " FROM broadcasts b WHERE (b.ended_at IS NULL) <> (b.counts IS NULL)"
        " OR (b.ended_at IS NULL AND b.state = 'done')"
        " OR (b.ended_at IS NOT NULL AND (b.state IN ('planned', 'sending') OR EXISTS ("
        "   SELECT 1 FROM outbox o WHERE o.broadcast_id = b.id AND o.state IN ('ready', 'sending'))))"
    ),
    "announced-once": (
        "SELECT 'broadcast ' || b.id || ' (' || b.kind || ') is of campaign ' || coalesce(b.campaign_id, 0) AS detail"
        " FROM broadcasts b WHERE (b.kind = 'message') <> (b.campaign_id IS NULL) OR EXISTS ("
        "   SELECT 1 FROM broadcasts o WHERE o.campaign_id = b.campaign_id AND o.kind = b.kind AND o.id < b.id)"
    ),
    "accounts-known": (
        "SELECT 'journal ' || p.journal_id || ' posts to ' || p.account AS detail FROM postings p"
        " JOIN journal j ON j.id = p.journal_id WHERE p.account <> 'programme:expired'"
        " AND NOT (j.kind = 'transfer' AND p.account LIKE 'member:%')"
        " AND p.account NOT LIKE 'merchant:%:issued' AND p.account NOT LIKE 'merchant:%:redeemed'"
        " AND p.account <> 'member:' || j.member_id AND p.account <> 'member:' || j.member_id || ':pending'"
        " AND p.account <> 'member:' || j.member_id || ':held' AND p.account <> 'member:' || j.member_id || ':debt'"
    ),
}


def audit(tx: Tx) -> list[Finding]:
    """Everything that is wrong; an empty list is a clean ledger."""
    findings = [
        Finding(code=code, detail=str(row["detail"])) for code, query in _QUERIES.items() for row in tx.all(query)
    ]
    for column, suffix in _MEMBER_PARTS.items():
        rows = tx.all(
            f"SELECT 'member ' || m.id || ' keeps ' || m.{column} || ', postings ' || coalesce(p.points, 0) AS detail"
            " FROM members m LEFT JOIN (SELECT account, sum(points) AS points FROM postings GROUP BY account) p"
            f" ON p.account = 'member:' || m.id || $1 WHERE coalesce(p.points, 0) <> m.{column} ORDER BY m.id",
            suffix,
        )
        findings += [Finding(code=f"member-{column}", detail=str(row["detail"])) for row in rows]
    return findings
