"""What the operator sets, from the environment or a `.env` file."""

from functools import cached_property
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from babel.numbers import get_currency_precision, list_currencies
from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.clock import Clock, ShiftedClock, SystemClock
from bot.document import first_document
from bot.texts import LANGUAGES
from loyalty.model import Programme

TELEGRAM = "https://api.telegram.org"


class SettingsUnusable(Exception):
    """The operator's settings cannot be used; the message is one line that says which and why."""


class Settings(BaseSettings):
    """Names in capitals are environment variables; README.md lists them."""

    model_config = SettingsConfigDict(env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True)

    bot_token: SecretStr | None = None
    bot_api_url: str = TELEGRAM
    database_url: str = "sqlite:///kumbara.db"
    owner_ids: Annotated[frozenset[int], NoDecode] = frozenset()
    timezone: str = "UTC"
    currency: str = "EUR"
    default_language: str = "en"
    webhook_url: str | None = None
    webhook_secret: SecretStr | None = None
    listen: str | None = None
    secret_key: SecretStr | None = Field(default=None, min_length=16)
    log_format: Literal["console", "json"] = "console"
    clock_file: Path | None = None

    @field_validator("owner_ids", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            parts = [part.strip() for part in value.split(",") if part.strip()]
            if not all(part.isascii() and part.isdigit() for part in parts):
                raise ValueError("must be Telegram ids, numbers with commas between them")
            return frozenset(int(part) for part in parts)
        return value

    @field_validator("timezone")
    @classmethod
    def _zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError("must be a time zone such as Europe/Istanbul")
        return value

    @field_validator("currency")
    @classmethod
    def _known_currency(cls, value: str) -> str:
        if value.upper() not in list_currencies():
            raise ValueError("must be an ISO 4217 currency such as EUR")
        return value.upper()

    @field_validator("default_language")
    @classmethod
    def _known_language(cls, value: str) -> str:
        if value not in LANGUAGES:
            raise ValueError(f"must be one of {', '.join(LANGUAGES)}")
        return value

    @field_validator("bot_api_url")
    @classmethod
    def _base(cls, value: str) -> str:
        if urlsplit(value).scheme not in ("http", "https") or not urlsplit(value).hostname:
            raise ValueError("must be an address such as https://api.telegram.org")
        return value.rstrip("/")

    @field_validator("listen")
    @classmethod
    def _address(cls, value: str | None) -> str | None:
        if value is not None:
            host, _, port = value.rpartition(":")
            if not host or not port.isdigit() or int(port) > 65535:
                raise ValueError("must be host:port such as 0.0.0.0:8080")
        return value

    @model_validator(mode="after")
    def _together(self) -> Self:
        if self.webhook_url and not self.webhook_secret:
            raise ValueError("WEBHOOK_SECRET is required with WEBHOOK_URL")
        if self.webhook_url and not self.listen:
            raise ValueError("LISTEN is required with WEBHOOK_URL: Telegram must find somebody there")
        if self.webhook_url and urlsplit(self.webhook_url).path.rstrip("/") != "/telegram/webhook":
            raise ValueError("WEBHOOK_URL must end in /telegram/webhook")
        if self.clock_file and not _is_loopback(self.bot_api_url):
            raise ValueError("CLOCK_FILE is for the sandbox: BOT_API_URL must be a loopback address")
        return self

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never stand in a log."""
        kept = (self.bot_token, self.secret_key, self.webhook_secret)
        return tuple(secret.get_secret_value() for secret in kept if secret is not None)

    @cached_property
    def programme(self) -> Programme:
        """The default rules in this deployment's zone and currency; the database keeps those in force."""
        exponent = get_currency_precision(self.currency)
        base = Programme(zone=ZoneInfo(self.timezone), currency=self.currency, exponent=exponent)
        return first_document(self.currency).under(base, 1)

    @cached_property
    def clock(self) -> Clock:
        """The machine's clock, or the sandbox's."""
        return ShiftedClock(self.clock_file) if self.clock_file else SystemClock()


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def load_settings() -> Settings:
    """The settings of this process. Raises SettingsUnusable with one line for all that is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsUnusable("; ".join(_sentence(dict(part)) for part in error.errors())) from None


def _sentence(part: dict[str, object]) -> str:
    where = part["loc"]
    name = str(where[0]).upper() if isinstance(where, tuple) and where else ""
    message = str(part["msg"]).removeprefix("Value error, ")
    return f"{name} {message}".strip()
