"""The merchant issues: /issue, following a code, and Redeem"""

from bot.actions.catalogue import catalogue_of
from bot.actions.codes import find_reward, issue_code, look_at_code, use_code
from bot.chat.bound import bound, bound_words
from bot.chat.presses import row_number
from bot.chat.reading import read_issue, read_page
from bot.chat.screens import codes as screens
from bot.chat.visit import Visit
from bot.links import Link, LinkKind
from bot.qr import picture
from loyalty.errors import RewardGone

_LONGEST_DAYS = 365


async def issue(visit: Visit) -> None:
    """/issue REWARD [COUNT] [DAYS], by number or name; without one, the rewards to choose from."""
    merchant, rewards = await visit.read(catalogue_of, visit.telegram_id)
    turning = visit.pressed is not None and visit.words.startswith("page-")
    if not visit.words or turning:
        await visit.show(screens.choose(visit.speaker, merchant.name, rewards, read_page(visit.words)))
        return
    for wish in read_issue(visit.words):
        reward = find_reward(rewards, wish.reward)
        if reward is None:
            continue
        if wish.count != 1:
            await visit.show(screens.one_only(visit.speaker))
        elif wish.days is not None and not 1 <= wish.days <= _LONGEST_DAYS:
            await visit.show(screens.days_unusable(visit.speaker, _LONGEST_DAYS))
        else:
            await _issue(visit, reward.id, wish.days)
        return
    raise RewardGone


async def _issue(visit: Visit, reward_id: int, days: int | None) -> None:
    issued = await visit.act(issue_code, telegram_id=visit.telegram_id, reward=str(reward_id), days=days)
    link = visit.house.links.url(LinkKind.CODE, issued.code_id, issued.generation)
    await visit.show(screens.issued(visit.speaker, issued, link=link, picture=await picture(link)), new=True)


async def follow_code(visit: Visit, link: Link) -> None:
    """A code was scanned: what it gives, and its price."""
    seen = await visit.read(look_at_code, visit.cause.now, link.id, link.generation)
    data = bound(visit, f"code-redeem:{link.id}:{link.generation}:{seen.points}")
    await visit.show(screens.code(visit.speaker, seen, data))


async def redeem(visit: Visit) -> None:
    """Redeem, by somebody who has scanned the code: its number alone is not enough."""
    code, _, rest = bound_words(visit, "code-redeem").partition(":")
    generation, _, points = rest.partition(":")
    used = await visit.act(
        use_code,
        telegram_id=visit.telegram_id,
        code_id=row_number(code),
        generation=row_number(generation),
        points=row_number(points) if points else None,
    )
    await visit.show(screens.used(visit.speaker, used, visit.cause.now))
