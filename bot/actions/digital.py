"""Digital rewards: texts from a list that a manager uploads, each given once."""

from dataclasses import dataclass

from bot.actions.action import Cause, action
from bot.actions.authority import joined, working
from bot.actions.book import Book
from bot.actions.redeem import redeem_now
from bot.actions.supply import offered
from loyalty.errors import CodesUnusable, CodeTooLong, LinkUnknown, RewardChanged, RewardGone, SoldOut
from loyalty.model import Programme, RewardKind, Role
from storage import members, reward_codes, rewards
from storage.database import Tx
from storage.reward_codes import GivenCode

MOST_CODES = 10_000
LONGEST_CODE = 200


@dataclass(frozen=True, kw_only=True)
class DigitalGiven:
    """A member has a text for their points."""

    code_id: int


@action
def redeem_digital(
    tx: Tx, cause: Cause, programme: Programme, *, telegram_id: int, reward_id: int, points: int, question: int
) -> DigitalGiven:
    """A member says yes to a digital reward for `points`: these are spent at once and the next free text is theirs.

    Each `question` is answered once: yes again gives the same text. Raises NotAMember, RewardChanged when the reward is
    not what was asked for, NotEnoughPoints, InDebt and what `take_one` raises.
    """
    _, member_id = joined(tx, telegram_id)
    members.lock_member(tx, member_id)
    key = f"digital:{member_id}:{question}"
    before = reward_codes.given_for(tx, key)
    if before is not None:
        return DigitalGiven(code_id=before)
    wanted = offered(tx, reward_id)
    if wanted.kind is not RewardKind.DIGITAL or wanted.points != points:
        raise RewardChanged
    book = Book(tx, cause, programme, f"member:{member_id}")
    journal_id = redeem_now(book, member_id, wanted, at_the_till=False, key=key)
    code_id = reward_codes.take_code(tx, wanted.id, journal_id, cause.now)
    if code_id is None:
        raise SoldOut
    return DigitalGiven(code_id=code_id)


def my_codes(tx: Tx, telegram_id: int) -> list[GivenCode]:
    """The texts a member has, newest first. Raises NotAMember."""
    _, member_id = joined(tx, telegram_id)
    return reward_codes.given_codes(tx, member_id)


def my_code(tx: Tx, telegram_id: int, code_id: int) -> GivenCode:
    """A text to be shown again. Raises NotAMember, LinkUnknown for one that is not theirs."""
    _, member_id = joined(tx, telegram_id)
    given = reward_codes.given_code(tx, member_id, code_id)
    if given is None:
        raise LinkUnknown
    return given


def read_codes(text: str) -> tuple[str, ...]:
    """The texts of a list, one a line, in order and each once; blank lines are nothing.

    Raises CodesUnusable for a list without any or with too many, CodeTooLong.

    >>> read_codes(" A-1 \\n\\nA-2\\nA-1\\n")
    ('A-1', 'A-2')
    """
    lines = text.splitlines()
    codes: dict[str, None] = {}
    for number, line in enumerate(lines, 1):
        code = "".join(letter if letter.isprintable() else " " for letter in line).strip()
        if len(code) > LONGEST_CODE:
            raise CodeTooLong(line=number, longest=LONGEST_CODE)
        if code:
            codes[code] = None
    if not codes or len(codes) > MOST_CODES:
        raise CodesUnusable(most=MOST_CODES)
    return tuple(codes)


@dataclass(frozen=True, kw_only=True)
class CodesAdded:
    """What became of a list: how many texts were new, how many known or twice in it, and how many are free now."""

    reward_id: int
    reward: str
    added: int
    skipped: int
    left: int


@action
def add_codes(tx: Tx, cause: Cause, programme: Programme, *, telegram_id: int, reward_id: int, text: str) -> CodesAdded:
    """A manager adds texts to a digital reward, one a line. Those known to it, given or not, are skipped.

    Raises RewardGone, RewardChanged for another kind, CodesUnusable, CodeTooLong and what `working` raises.
    """
    tx.lock("rewards", reward_id)
    found = rewards.reward(tx, reward_id)
    if found is None:
        raise RewardGone
    working(tx, telegram_id, Role.MANAGER, found.merchant_id)
    if found.kind is not RewardKind.DIGITAL:
        raise RewardChanged
    codes = read_codes(text)
    lines = sum(bool(line.strip()) for line in text.splitlines())
    added = reward_codes.add_codes(tx, reward_id, codes)
    return CodesAdded(
        reward_id=reward_id,
        reward=found.name,
        added=added,
        skipped=lines - added,
        left=(found.stock or 0) + added,
    )
