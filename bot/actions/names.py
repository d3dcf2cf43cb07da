"""Names that people give to merchants, rewards and campaigns."""

from loyalty.errors import NameUnusable

LONGEST_NAME = 60


def clean_name(name: str, longest: int = LONGEST_NAME) -> str:
    """A name people can read: printable, one line, spaces folded, `longest` characters at most. Raises NameUnusable."""
    printable = "".join(letter if letter.isprintable() else " " for letter in name)
    folded = " ".join(printable.split())
    if not folded or len(folded) > longest:
        raise NameUnusable(longest=longest)
    return folded
