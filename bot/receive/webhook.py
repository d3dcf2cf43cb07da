"""The webhook: an update is answered with 200 only when it is committed."""

import hmac
import json
from collections.abc import Callable

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from bot.clock import Clock
from bot.http.metrics import Metrics
from bot.receive.updates import Fresh, decoded, keep
from storage.database import Database
from storage.errors import StorageError

LARGEST_BYTES = 1_000_000  # Telegram's largest updates are some tens of thousands
_HEADER = "x-telegram-bot-api-secret-token"

_log = structlog.get_logger()


class Webhook:
    """The endpoint for the POSTs of Telegram (`receive`); hands new updates to `offer`."""

    def __init__(
        self,
        database: Database,
        bot_id: int,
        secret: str,
        offer: Callable[[list[Fresh]], None],
        clock: Clock,
        *,
        metrics: Metrics | None = None,
        largest_bytes: int = LARGEST_BYTES,
    ) -> None:
        if not secret:
            raise ValueError("a webhook needs a secret")
        self._database = database
        self._bot_id = bot_id
        self._secret = secret.encode()
        self._offer = offer
        self._clock = clock
        self._metrics = metrics or Metrics()
        self._largest_bytes = largest_bytes

    async def receive(self, request: Request) -> Response:
        """200 kept or skipped for ever, 400 no JSON, 401 wrong secret, 413 too large, 503 try again later."""
        if not hmac.compare_digest(request.headers.get(_HEADER, "").encode(), self._secret):
            return Response(status_code=401)
        try:
            body = await self._body(request)
        except ClientDisconnect:
            return Response(status_code=400)
        if body is None:
            return Response(status_code=413)
        try:
            raw = json.loads(body)
        except (ValueError, RecursionError):
            return Response(status_code=400)
        arrived = decoded(raw)
        if arrived is None:
            return Response()  # asked again, it would be no better
        try:
            fresh = await keep(self._database, self._bot_id, [arrived], self._clock, self._metrics)
        except StorageError as error:
            _log.warning("webhook_postponed", error=type(error).__name__)
            return Response(status_code=503)
        self._offer(fresh)
        return Response()

    async def _body(self, request: Request) -> bytes | None:
        """The body, or None as soon as it is known to be too large."""
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > self._largest_bytes:
                return None
        return bytes(body)
