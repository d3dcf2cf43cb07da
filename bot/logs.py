"""Logs by structlog: events with fields, no token, no personal data."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any, Literal

import structlog

_TOKEN = re.compile(r"\b\d+:[A-Za-z0-9_-]{4,}")
# These libraries write addresses, and so the token, or names, at lower levels.
_LOUD = ("httpx", "httpcore", "telegram", "apscheduler", "aiosqlite", "uvicorn", "asyncio", "aiohttp", "psycopg")


def _redact(value: object, secrets: tuple[str, ...]) -> object:
    if isinstance(value, str):
        for secret in secrets:
            value = value.replace(secret, "•••")
        return _TOKEN.sub("•••", value)
    return value


def configure_logs(log_format: Literal["console", "json"], secrets: tuple[str, ...] = ()) -> None:
    """Sends every log line to standard error, ours and the libraries', with `secrets` and tokens taken out."""

    def redact(logger: object, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        for key, value in event.items():
            event[key] = _redact(value, secrets)
        return event

    renderer: Any = structlog.processors.JSONRenderer(ensure_ascii=False)
    if log_format == "console":
        renderer = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        redact,
    ]
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for name in _LOUD:
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
