"""The HTTP beneath every call to Telegram: one aiohttp session with connections kept alive.

It serves python-telegram-bot as its BaseRequest, and our own door (`bot/telegram.py`) directly: there one
JSON body replaces the library's request objects, which cost more than the call.

The bot's token is part of every address, and aiohttp writes addresses into its errors. So no error of
aiohttp leaves this module, not even as the cause of another.
"""

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 15.0
UPLOAD_SECONDS = 40.0
CONNECTIONS = 256

_JSON = {"Content-Type": "application/json"}
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class NotSent(NetworkError):
    """No connection was had: the request has certainly not reached Telegram and may be repeated."""


@dataclass(frozen=True, kw_only=True)
class Upload:
    """A file in a multipart request; `field` is the part's name."""

    field: str
    name: str
    content: bytes
    content_type: str


class AiohttpRequest(BaseRequest):
    """A BaseRequest on aiohttp.

    `connections` are open at most; a request beyond them waits for one within `connect_seconds`, which also
    covers connecting. `answer_seconds` bounds the whole of a request without files.
    """

    __slots__ = ("_addresses", "_answer_seconds", "_connect_seconds", "_connections", "_session", "_usual")

    def __init__(
        self,
        *,
        connections: int = CONNECTIONS,
        connect_seconds: float = CONNECT_SECONDS,
        answer_seconds: float = ANSWER_SECONDS,
    ) -> None:
        self._connections = connections
        self._connect_seconds = connect_seconds
        self._answer_seconds = answer_seconds
        self._usual = self._limits(answer_seconds)
        self._session: aiohttp.ClientSession | None = None
        self._addresses: dict[str, URL] = {}

    @property
    def read_timeout(self) -> float | None:
        """The usual time for a whole request, in seconds."""
        return self._answer_seconds

    async def initialize(self) -> None:
        """Open the session; harmless when it is open."""
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections, ttl_dns_cache=60),
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=self._usual,
            )

    async def shutdown(self) -> None:
        """Close the session and its connections; harmless when it is closed."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def exchange(
        self,
        url: str,
        params: Mapping[str, Any],
        *,
        upload: Upload | None = None,
        answer_seconds: float | None = None,
    ) -> tuple[int, bytes]:
        """POST `params` (as JSON, or as a form beside `upload`); returns the HTTP status and the body.

        Raises NotSent when the request certainly did not leave, TimedOut or NetworkError when it perhaps did.
        """
        if upload is None:
            limits = self._usual if answer_seconds is None else self._limits(answer_seconds)
            return await self._send("POST", url, _encode(params).encode(errors="replace"), _JSON, limits)
        form = aiohttp.FormData()
        for name, value in params.items():
            text = value if isinstance(value, str) else _encode(value)
            form.add_field(name, text.encode(errors="replace").decode())
        # A stream and not bytes: aiohttp warns of large ones that would hold up the loop.
        content = io.BytesIO(upload.content)
        form.add_field(upload.field, content, filename=upload.name, content_type=upload.content_type)
        return await self._send("POST", url, form, None, self._limits(answer_seconds or UPLOAD_SECONDS))

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """What python-telegram-bot calls; of its four time-outs the one for reading counts."""
        given = isinstance(read_timeout, int | float)
        files = request_data.multipart_data if request_data and request_data.contains_files else None
        usual = UPLOAD_SECONDS if files else self._answer_seconds
        limits = self._limits(read_timeout if given else usual)
        if request_data is None:
            return await self._send(method, url, None, None, limits)
        form = aiohttp.FormData()
        for name, value in request_data.json_parameters.items():
            form.add_field(name, value)
        for name, (file_name, content, content_type) in (files or {}).items():
            form.add_field(name, content, filename=file_name, content_type=content_type)
        return await self._send(method, url, form, None, limits)

    def _limits(self, answer_seconds: float) -> aiohttp.ClientTimeout:
        return aiohttp.ClientTimeout(total=self._connect_seconds + answer_seconds, connect=self._connect_seconds)

    async def _send(
        self,
        method: str,
        url: str,
        body: bytes | aiohttp.FormData | None,
        headers: dict[str, str] | None,
        limits: aiohttp.ClientTimeout,
    ) -> tuple[int, bytes]:
        if self._session is None:
            await self.initialize()
        session = self._session
        assert session is not None  # noqa: S101  # for the type checker: initialize() opened it
        address = self._addresses.get(url)
        if address is None:
            # One address a method; file downloads differ every time and are not kept.
            address = URL(url, encoded=True)
            if method == "POST" and len(self._addresses) < 256:
                self._addresses[url] = address
        try:
            async with session.request(
                method, address, data=body, headers=headers, timeout=limits, allow_redirects=False
            ) as response:
                return response.status, await response.read()
        except (aiohttp.ConnectionTimeoutError, aiohttp.ClientConnectorError) as error:
            failure: NetworkError = NotSent(type(error).__name__)
        except TimeoutError:
            failure = TimedOut()
        except (aiohttp.ClientError, OSError) as error:
            failure = NetworkError(type(error).__name__)
        # Outside of the except blocks, so that the address is not in the failure's context either.
        raise failure
