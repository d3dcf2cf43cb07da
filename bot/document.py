"""The programme as a document: what `kumbara programme` reads and writes, and the database keeps.

The zone and the currency are settings and no part of it. Money is in units, exact; every key has a default.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from loyalty import programme
from loyalty.programme import Bracket, Category, Programme, Rate

_ALLOWED = {
    "string_pattern_mismatch": "must be one word of at most 30 letters and digits that begins with a letter",
    "model_type": "must be a table",
    "dict_type": "must be a table",
    "missing": "is missing",
}


class DocumentUnusable(Exception):
    """A document that is no programme; the message is one line: where, which key, and what is allowed."""


def _exact(value: object) -> object:
    """Numbers only as they are exact: whole ones, decimal ones, and what JSON keeps as a text."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        raise ValueError("must be a number")  # noqa: TRY004 - pydantic tells ValueErrors
    return Decimal(value) if isinstance(value, int) else value


Money = Annotated[Decimal, BeforeValidator(_exact), Field(ge=0, le=1_000_000_000, decimal_places=4)]
Points = Annotated[Decimal, BeforeValidator(_exact), Field(ge=0, le=100_000, decimal_places=4)]
Count = Annotated[int, Field(strict=True, ge=0, le=1_000_000)]
Months = Annotated[int, Field(strict=True, ge=1, le=1200)]
Minutes = Annotated[int, Field(strict=True, ge=1, le=525_600)]
Days = Annotated[int, Field(strict=True, ge=0, le=3650)]
Word = Annotated[str, Field(pattern=r"^[^\W\d_]\w{0,29}$")]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class BracketRow(_Section):
    """One row of the table of brackets."""

    from_units: Money = Field(alias="from")
    points_per_step: Points


class Earning(_Section):
    """What purchases earn."""

    step: Annotated[Money, Field(gt=0)] = Decimal(1)
    points_per_step: Points | None = None
    brackets: tuple[BracketRow, ...] = Field(default=(), max_length=20)
    categories: dict[Word, Points] = Field(default={}, max_length=100)
    pending_days: Days = 0
    largest_sale: Annotated[Money, Field(gt=0)] = Decimal(50_000)

    @model_validator(mode="after")
    def _one_way_to_earn(self) -> Self:
        begins = [row.from_units for row in self.brackets]
        if self.brackets and self.points_per_step is not None:
            raise ValueError("has points_per_step and brackets: only one of the two is allowed")
        if any(later <= sooner for sooner, later in pairwise(begins)):
            raise ValueError("has brackets out of order: each from must be above the one before")
        if any(begin % self.step for begin in begins):
            raise ValueError("has a bracket inside a step: each from must be a multiple of step")
        if len({name.casefold() for name in self.categories}) < len(self.categories):
            raise ValueError("has a category twice: capitals make no difference")
        return self


class Expiry(_Section):
    """When points end."""

    months: Months = 12


class Referral(_Section):
    """What bringing a friend earns."""

    points_referrer: Count = 10
    points_referee: Count = 10
    minimum_purchase: Money = Decimal(5)
    pending_days: Days = 14
    link_days: Days = 30
    monthly_cap: Count = 10


class Lives(_Section):
    """How long what is shown or asked lives."""

    voucher_minutes: Minutes = 10
    sale_minutes: Minutes = 15
    card_minutes: Minutes = 2
    undo_minutes: Minutes = 2
    request_minutes: Minutes = 2
    invite_minutes: Minutes = 10
    code_days: Annotated[Days, Field(ge=1)] = 30


class Worth(_Section):
    """What a point is worth."""

    percent_of_unit: Count = 5


class Document(_Section):
    """A whole programme."""

    earning: Earning = Earning()
    expiry: Expiry = Expiry()
    referral: Referral = Referral()
    lives: Lives = Lives()
    worth: Worth = Worth()

    def kept(self) -> str:
        """The text that the database keeps; the same document gives the same text."""
        return self.model_dump_json(by_alias=True)

    def under(self, base: Programme, version: int) -> Programme:
        """The rules in the zone and currency of `base`. Raises DocumentUnusable for money finer than the currency."""
        earning, referral, lives = self.earning, self.referral, self.lives
        return replace(
            base,
            version=version,
            step_units=_money(base, earning.step, "earning.step"),
            points_per_step=1 if earning.points_per_step is None else _plain(earning.points_per_step),
            brackets=tuple(
                Bracket(
                    from_units=_money(base, row.from_units, "earning.brackets.from"),
                    points_per_step=_plain(row.points_per_step),
                )
                for row in earning.brackets
            ),
            categories=tuple(
                Category(name=name.casefold(), points_per_step=_plain(rate))
                for name, rate in earning.categories.items()
            ),
            purchase_hold=timedelta(days=earning.pending_days),
            largest_sale_units=_money(base, earning.largest_sale, "earning.largest_sale"),
            expiry=programme.Expiry(count=self.expiry.months),
            referral_points_referrer=referral.points_referrer,
            referral_points_referee=referral.points_referee,
            referral_minimum_units=_money(base, referral.minimum_purchase, "referral.minimum_purchase"),
            referral_hold=timedelta(days=referral.pending_days),
            referral_window=timedelta(days=referral.link_days),
            referral_monthly_cap=referral.monthly_cap,
            voucher_life=timedelta(minutes=lives.voucher_minutes),
            sale_life=timedelta(minutes=lives.sale_minutes),
            card_life=timedelta(minutes=lives.card_minutes),
            undo_life=timedelta(minutes=lives.undo_minutes),
            request_life=timedelta(minutes=lives.request_minutes),
            invite_life=timedelta(minutes=lives.invite_minutes),
            code_life=timedelta(days=lives.code_days),
            point_worth_percent=self.worth.percent_of_unit,
        )


def _plain(number: Decimal) -> Rate:
    exact = Fraction(number)
    return int(exact) if exact.denominator == 1 else exact


def _money(base: Programme, units: Decimal, key: str) -> Rate:
    exact = _plain(units)
    try:
        base.minor(exact)
    except ValueError as error:
        raise DocumentUnusable(f"{key}: {units} is not an amount of money: {error}") from None
    return exact


def kept_document(text: str) -> Document:
    """A document that the database kept. Raises DocumentUnusable."""
    try:
        return Document.model_validate_json(text)
    except ValidationError as error:
        raise DocumentUnusable(_first(error, "")) from None


def read_document(content: bytes) -> Document:
    """A document written in TOML. Raises DocumentUnusable for the first thing that is wrong."""
    try:
        text = content.decode("utf-8-sig")
        given = tomllib.loads(text, parse_float=Decimal)
    except UnicodeDecodeError:
        raise DocumentUnusable("the file is not UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise DocumentUnusable(f"not TOML: {error}") from None
    try:
        return Document.model_validate(given)
    except ValidationError as error:
        raise DocumentUnusable(_first(error, text)) from None


def _first(error: ValidationError, text: str) -> str:
    part = error.errors()[0]
    keys = [key for key in part["loc"] if key != "[key]"]
    line = _line_of(keys, text)
    where = f"line {line}: " if line else ""
    name = ".".join(str(key) for key in keys) or "the document"
    if part["type"] == "extra_forbidden":
        return f"{where}{name} is not known; allowed here: {', '.join(_allowed(keys[:-1]))}"
    what = _ALLOWED.get(part["type"]) or str(part["msg"]).removeprefix("Value error, ").removeprefix("Input ")
    return f"{where}{name} {what}"


def _allowed(keys: Sequence[object]) -> list[str]:
    kind: Any = Document
    for key in keys:
        kind = BracketRow if key == "brackets" else kind.model_fields[key].annotation if isinstance(key, str) else kind
    return [field.alias or name for name, field in kind.model_fields.items()]


def _line_of(keys: Sequence[object], text: str) -> int | None:
    """The line where a key stands, as far as plain tables tell; None when it cannot be told."""
    words = [key for key in keys if isinstance(key, str)]
    wanted = next((key for key in keys if isinstance(key, int)), 0)
    table: list[str] = []
    seen, found = -1, None
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.partition("#")[0].strip()
        if stripped.startswith("["):
            table = [word.strip() for word in stripped.strip("[] ").split(".")]
            seen += stripped.startswith("[[")
            here = table
        else:
            here = [*table, *(word.strip(" \"'") for word in stripped.partition("=")[0].split("."))]
        if "=" not in stripped and not stripped.startswith("["):
            continue
        in_row = not (stripped.startswith("[[") or "brackets" in table) or seen == wanted
        if in_row and here == words[: len(here)] and here:
            found = number
            if here == words:
                return number
    return found


def written(document: Document, heading: str) -> str:
    """The document in TOML, with what each number means; reading it gives the same document."""
    earning, referral, lives = document.earning, document.referral, document.lives
    rate = 1 if earning.points_per_step is None else earning.points_per_step
    lines = [
        f"# {heading}",
        "# Money is in units of the currency, exact (24.90); points are whole; the sum is rounded down once.",
        "",
        "[earning]",
        f"step = {earning.step}  # units of money; only whole steps earn",
        *([] if earning.brackets else [f"points_per_step = {rate}  # points for each whole step"]),
        f"pending_days = {earning.pending_days}  # days until the points of a purchase can be spent",
        f"largest_sale = {earning.largest_sale}  # units; a larger purchase is refused",
    ]
    if not earning.brackets:
        lines += ["# or, instead of points_per_step, one [[earning.brackets]] with from and points_per_step for each"]
    for row in earning.brackets:
        lines += [
            "",
            "[[earning.brackets]]",
            f"from = {row.from_units}  # units; up to the next bracket",
            f"points_per_step = {row.points_per_step}  # points for each whole step that lies in it",
        ]
    lines += ["", "[earning.categories]  # points for each whole step of a sale that names it: /sale 24.90 R-1 coffee"]
    lines += [f'"{name}" = {points}' for name, points in earning.categories.items()]
    return "\n".join([*lines, *_further(document, referral, lives), ""])


def _further(document: Document, referral: Referral, lives: Lives) -> list[str]:
    return [
        "",
        "[expiry]",
        f"months = {document.expiry.months}  # months after activation, to the end of that month",
        "",
        "[referral]",
        f"points_referrer = {referral.points_referrer}  # points for whoever invited",
        f"points_referee = {referral.points_referee}  # points for the friend",
        f"minimum_purchase = {referral.minimum_purchase}  # units; a smaller purchase brings no bonus",
        f"pending_days = {referral.pending_days}  # days until the bonus can be spent",
        f"link_days = {referral.link_days}  # days in which a link followed still counts",
        f"monthly_cap = {referral.monthly_cap}  # friends a month that bring a bonus",
        "",
        "[lives]",
        f"voucher_minutes = {lives.voucher_minutes}  # minutes a voucher is held",
        f"sale_minutes = {lives.sale_minutes}  # minutes a purchase shown as QR can be collected",
        f"card_minutes = {lives.card_minutes}  # minutes a card and its till code live",
        f"undo_minutes = {lives.undo_minutes}  # minutes in which a purchase can be undone",
        f"request_minutes = {lives.request_minutes}  # minutes in which a member can answer the till",
        f"invite_minutes = {lives.invite_minutes}  # minutes a staff invite lives",
        f"code_days = {lives.code_days}  # days a redemption code lives",
        "",
        "[worth]",
        f"percent_of_unit = {document.worth.percent_of_unit}  # hundredths of a unit that a point is worth",
    ]
