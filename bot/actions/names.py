"""Names that people give to merchants, rewards and campaigns, and what they write to others."""

from unicodedata import category

from loyalty.errors import NameUnusable

LONGEST_NAME = 60


def clean_name(name: str, longest: int = LONGEST_NAME) -> str:
    """A name people can read: printable, one line, spaces folded, `longest` characters at most. Raises NameUnusable."""
    printable = "".join(letter if letter.isprintable() else " " for letter in name)
    folded = " ".join(printable.split())
    if not folded or len(folded) > longest:
        raise NameUnusable(longest=longest)
    return folded


def clean_text(text: str) -> str:
    """What somebody has written, as every engine keeps it: without control characters but the ends of lines, and
    without halves of letters; nothing before it and nothing behind.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(letter for letter in lines if letter == "\n" or category(letter) not in ("Cc", "Cs")).strip()
