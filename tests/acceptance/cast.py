"""What people do again and again: open a shop, hire, join, show a card, buy."""

import re
from dataclasses import dataclass

from tests.acceptance import labels
from tests.acceptance.person import Match, Person, Shown
from tests.acceptance.world import OWNER, World


def has(person: Person, label: str, containing: str = "") -> Match:
    """A message with that button, in the person's language."""
    return lambda message: message.button(label, person.language, containing) is not None


def picture(message: Shown) -> bool:
    """A message with a picture."""
    return message.photo is not None


@dataclass(frozen=True, kw_only=True)
class Shop:
    """A merchant with its owner, one cashier and a poster."""

    name: str
    owner: Person
    cashier: Person
    poster: Shown


async def open_shop(world: World, name: str = "Corner Café", *, language: str = "en", **rewards: int) -> Shop:
    """The operator makes a merchant with rewards (name: points) and hires Can as its cashier."""
    owner = await world.person(OWNER, "Ozan", "Demir", language=language)
    await owner.say(f"/newmerchant {name}", name)
    for reward, points in rewards.items():
        await owner.say(f"/addreward {points} {reward}", reward)
    poster = await owner.say("/poster", picture)
    await owner.qr(poster, "j")
    cashier = await world.person(21, "Can", "Aydın", language=language)
    await hire(owner, cashier)
    return Shop(name=name, owner=owner, cashier=cashier, poster=poster)


async def staff_invite(owner: Person, role: str = "cashier") -> Shown:
    """The message with an invite link for that role."""
    word = labels.sentences(owner.language)[f"role-{role}"].casefold()

    def wanted(message: Shown) -> list[dict[str, str]]:
        inviting = (b for b in message.buttons if b.get("data", "").startswith("staff-invite"))
        return [b for b in inviting if word in b["text"].casefold()]

    screen = await owner.say("/staff", lambda m: bool(wanted(m)))
    button = wanted(screen)[0]
    await owner.press_data(button["data"], owner.id, screen.message_id)
    return await owner.hears(lambda m: "start=s_" in m.text)


async def hire(owner: Person, person: Person, role: str = "cashier") -> None:
    """A staff invite is followed, and the owner lets them in."""
    invite = await staff_invite(owner, role)
    before = owner.mark
    await person.follows(invite.links[0])
    asked = await owner.hears(has(owner, "Let in"), since=before)
    assert asked.message_id != invite.message_id
    before = person.mark
    await owner.press("Let in", on=asked)
    await person.hears(lambda m: any(b.get("data") == "desk" for b in m.buttons), since=before)


async def join(person: Person, poster: Shown) -> None:
    """Scans a poster, joins, and wants no offers."""
    await person.scans(poster, has(person, "Join"))
    await person.press("Join", has(person, "Yes, send me offers"))
    await person.press("No")


async def card(member: Person) -> tuple[str, Shown]:
    """A fresh till code, and the message it stands in."""
    shown = await member.say(
        "/card", lambda m: m.photo is not None and m.button("New code", member.language) is not None
    )
    await member.qr(shown, "m")
    assert shown.protected
    words = shown.text.replace(shown.links[0], "")
    codes = re.findall(r"(?<!\d)\d{4}(?!\d)", words)
    assert len(codes) == 1, shown.text
    return codes[0], shown


async def buy(member: Person, cashier: Person, amount: str, receipt: str = "") -> Shown:
    """A purchase by till code; returns what the cashier sees, with Undo."""
    code, _ = await card(member)
    before = member.mark
    booked = await cashier.say(f"{amount} {code} {receipt}".strip(), has(cashier, "Undo"))
    await member.hears(lambda m: m.photo is None, since=before)
    return booked


async def sale(cashier: Person, line: str) -> Shown:
    """The QR of a purchase."""
    shown = await cashier.say(f"/sale {line}", picture)
    await cashier.qr(shown, "p")
    assert shown.protected
    return shown


async def choose(member: Person, reward: str) -> Shown:
    """Redeems a reward from the catalogue; returns the voucher's QR."""
    await member.say("/rewards", has(member, "", reward))
    await member.press("", has(member, "Redeem"), containing=reward)
    voucher = await member.press("Redeem", picture)
    await member.qr(voucher, "v")
    assert voucher.protected
    return voucher
