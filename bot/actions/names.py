"""Names that people give to merchants and rewards."""

from loyalty.errors import NameUnusable

LONGEST_NAME = 60


def clean_name(name: str) -> str:
    """A name people can read: printable, one line, spaces folded, at most 60 characters. Raises NameUnusable."""
    printable = "".join(letter if letter.isprintable() else " " for letter in name)
    folded = " ".join(printable.split())
    if not folded or len(folded) > LONGEST_NAME:
        raise NameUnusable(longest=LONGEST_NAME)
    return folded
