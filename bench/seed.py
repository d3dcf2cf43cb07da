"""What the benchmarked programme starts with: merchants, members, living till codes and open purchases."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.actions.action import Cause
from bot.actions.collect import show_sale
from bot.actions.join import join
from bot.actions.merchants import add_merchant
from bot.links import LinkKind, Links, seal_of
from bot.settings import Settings
from storage import cards, facts, people, sales
from storage.database import Tx

CASHIERS = 200
FIRST_CASHIER = 1_000
FIRST_MEMBER = 100_000


@dataclass(frozen=True, kw_only=True)
class Seeded:
    """The texts of the two kinds of updates, with who sends each."""

    purchases: list[tuple[int, str]]
    links: list[tuple[int, str]]


def seed(tx: Tx, settings: Settings, count: int) -> Seeded:
    """`count` members with a card each, an open purchase each, and cashiers of one merchant each."""
    now = settings.clock.now()
    programme = settings.programme
    for number in range(CASHIERS):
        telegram_id = FIRST_CASHIER + number
        people.meet(tx, telegram_id, "Bench", "en", now)
        cause = Cause(key=f"seed:merchant:{number}", now=now)
        add_merchant(tx, cause, programme, telegram_id=telegram_id, operator_name="Bench", name=f"Merchant {number}")
    secret = str(facts.fact(tx, "secret_key")).encode()
    links = Links(secret, "bench_bot")
    purchases, followed = [], []
    for number in range(count):
        telegram_id = FIRST_MEMBER + number
        cashier = FIRST_CASHIER + number % CASHIERS
        people.meet(tx, telegram_id, "Bench", "en", now)
        cause = Cause(key=f"seed:{number}", now=now)
        member = join(
            tx, cause, programme, telegram_id=telegram_id, seal=seal_of(secret, telegram_id), merchant_id=None
        )
        card = cards.add_card(
            tx, member_id=member.member_id, till_codes=[f"{number:04d}"], now=now, expires_at=now + timedelta(days=1)
        )
        if card is None:
            raise ValueError("more members than till codes")
        shown = show_sale(tx, cause, programme, telegram_id=cashier, amount=2490, receipt=None)
        sales.show_sale_again(tx, shown.sale_id, now + timedelta(days=1))
        purchases.append((cashier, f"24.90 {card.till_code}"))
        followed.append((telegram_id, f"/start {links.payload(LinkKind.PURCHASE, shown.sale_id, shown.generation)}"))
    return Seeded(purchases=purchases, links=followed)


def as_updates(said: list[tuple[int, str]]) -> list[dict[str, Any]]:
    """Messages as Telegram would send them."""
    return [
        {
            "update_id": number + 1,
            "message": {
                "message_id": number + 1,
                "date": 1_800_000_000,
                "chat": {"id": who, "type": "private", "first_name": "Bench"},
                "from": {"id": who, "is_bot": False, "first_name": "Bench", "language_code": "en"},
                "text": text,
                **(
                    {"entities": [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}]}
                    if text.startswith("/")
                    else {}
                ),
            },
        }
        for number, (who, text) in enumerate(said)
    ]
