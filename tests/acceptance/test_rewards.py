"""Rewards through the real process: a stock, a picture, and codes from a file that are each given once."""

import io

import aiohttp
from PIL import Image

from tests.acceptance.cast import buy, choose, has, join, open_shop, picture
from tests.acceptance.person import Person, Shown
from tests.acceptance.world import World


async def sends(person: Person, kind: str, name: str, content: bytes) -> None:
    """Somebody sends a photo or a document."""
    form = aiohttp.FormData()
    form.add_field("file", content, filename=name)
    url = f"{person.world.sandbox.url}/sandbox/people/{person.id}/{kind}"
    async with person.world.session.post(url, data=form) as answer:
        assert answer.status == 200, await answer.text()
        person.mark = (await answer.json())["event"]


async def edit(owner: Person, reward: str, what: str) -> Shown:
    """From the desk to the question about one thing of a reward."""
    await owner.say("/desk", has(owner, "", "Rewards"))
    await owner.press("", has(owner, "", reward), containing="Rewards")
    page = await owner.press("", has(owner, "", what), containing=f"✏️ {reward}")
    return await owner.press("", has(owner, "", "Back to the reward"), on=page, containing=what)


def cake() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (64, 64), "brown").save(file, "PNG")
    return file.getvalue()


async def test_what_a_manager_sets_is_what_members_see(world: World) -> None:
    shop = await open_shop(world, Cake=20)
    ayse, bora = await world.person(11, "Ayşe", "Yılmaz"), await world.person(12, "Bora", "Çelik")
    for member in (ayse, bora):
        await join(member, shop.poster)
        await buy(member, shop.cashier, "24.90")
    await edit(shop.owner, "Cake", "Stock")
    await shop.owner.say("1", "Stock: 1")
    await edit(shop.owner, "Cake", "Picture")
    await sends(shop.owner, "photo", "cake.png", cake())
    await shop.owner.hears("Picture: there")
    await ayse.say("/rewards", has(ayse, "", "1 left"))
    shown = await ayse.press("", picture, containing="Cake")
    assert "1 left" in shown.text
    await choose(ayse, "Cake")
    await bora.say("/rewards", has(bora, "", "sold out"))
    page = await bora.press("", "sold out", containing="Cake")
    assert page.button("Redeem", "en") is None
    await ayse.press("Cancel", has(ayse, "Rewards"))
    await choose(bora, "Cake")
    await world.audit()


async def test_codes_from_a_file_are_each_given_once(world: World) -> None:
    shop = await open_shop(world, Ticket=20)
    ayse, bora = await world.person(11, "Ayşe", "Yılmaz"), await world.person(12, "Bora", "Çelik")
    for member in (ayse, bora):
        await join(member, shop.poster)
        await buy(member, shop.cashier, "44.90")
    question = await edit(shop.owner, "Ticket", "Kind")
    page = await shop.owner.press("", has(shop.owner, "", "Add codes"), on=question, containing="digital")
    await shop.owner.press("", "one a line", on=page, containing="Add codes")
    await sends(shop.owner, "document", "codes.txt", b"FILM-1\nFILM-2\nFILM-2\n")
    await shop.owner.hears("2 codes were added")
    for member, code in ((ayse, "FILM-1"), (bora, "FILM-2")):
        await member.say("/rewards", has(member, "", "Ticket"))
        await member.press("", has(member, "Redeem"), containing="Ticket")
        asked = await member.press("Redeem", "cannot be given back")
        given = await member.press("", code, on=asked, containing="Redeem for")
        assert given.protected
        yes = asked.button("", "en", "Redeem for")
        assert yes is not None
        await member.press_data(yes["data"], member.id, asked.message_id, forge=True)
        await member.hears(code)
    await ayse.say("/vouchers", has(ayse, "My codes"))
    await ayse.press("My codes", has(ayse, "", "Ticket"))
    assert (await ayse.press("", "FILM-1", containing="🔑 Ticket")).protected
    await ayse.say("/rewards", has(ayse, "", "sold out"))
    await world.quiet()
    assert [line["kind"] for line in await world.journal()].count("redeem") == 2
    await world.audit()
