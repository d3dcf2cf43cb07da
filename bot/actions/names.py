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


def keepable(line: str) -> str:
    """A line without what no engine can keep: halves of surrogate pairs and control characters."""
    return "".join(letter for letter in line if category(letter) not in ("Cs", "Cc"))


def clean_text(text: str) -> str:
    """What somebody has written, as every engine keeps it, with the ends of its lines; nothing before it and nothing
    behind.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").split("\n")
    return "\n".join(keepable(line) for line in lines).strip()
