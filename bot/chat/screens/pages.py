"""Long lists, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.chat.screens.screen import Button, Rows
from bot.texts import Speaker

T = TypeVar("T")
SIZE = 8


@dataclass(frozen=True, kw_only=True)
class Page(Generic[T]):
    """Some of a list, `number` from 0 to `last`."""

    items: Sequence[T]
    number: int
    last: int


def page_of(items: Sequence[T], number: int) -> Page[T]:
    """A page of a list; the last one for a number beyond it.

    >>> page_of(range(10), 7)
    Page(items=range(8, 10), number=1, last=1)
    """
    last = max(0, (len(items) - 1) // SIZE)
    number = min(number, last)
    return Page(items=items[number * SIZE : (number + 1) * SIZE], number=number, last=last)


def page_rows(speaker: Speaker, page: Page[T], name: str) -> Rows:
    """The buttons to the pages beside this one, under the list's button `name`; none when all is on one page."""
    row = []
    if page.number > 0:
        row.append(Button(text=speaker.label("button-page-before"), data=f"{name}:page-{page.number - 1}"))
    if page.number < page.last:
        row.append(Button(text=speaker.label("button-page-after"), data=f"{name}:page-{page.number + 1}"))
    return (tuple(row),) if row else ()
