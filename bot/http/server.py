"""uvicorn inside our own event loop."""

import asyncio
import contextlib
import socket
from collections.abc import Iterator
from types import TracebackType
from typing import Self

import uvicorn
from starlette.applications import Starlette

_LAST_REQUESTS_SECONDS = 5


class CannotListen(Exception):
    """The address is taken or is not ours; ``str(error)`` is one sentence for the operator."""


class _Quiet(uvicorn.Server):
    """Leaves the signals to the process, and says when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listens = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listens.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class Server:
    """Serves `app` on `host`:`port` (0: any free one, see `port`) between `start` and `stop`."""

    def __init__(self, app: Starlette, host: str, port: int) -> None:
        self._host = host
        self._asked_port = port
        self._task: asyncio.Task[None] | None = None
        self.port = port
        self._server = _Quiet(
            uvicorn.Config(
                app,
                access_log=False,
                log_config=None,
                log_level="warning",
                lifespan="off",
                server_header=False,
                timeout_graceful_shutdown=_LAST_REQUESTS_SECONDS,
            )
        )

    async def start(self) -> None:
        """Listen; returns when requests are answered. Raises CannotListen."""
        family = socket.AF_INET6 if ":" in self._host else socket.AF_INET
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((self._host, self._asked_port))
        except (OSError, OverflowError) as error:
            listener.close()
            raise CannotListen(f"cannot listen on {self._host}:{self._asked_port}: {error}") from error
        self.port = listener.getsockname()[1]
        self._task = asyncio.create_task(self._server.serve(sockets=[listener]))
        await self._server.listens.wait()

    async def stop(self) -> None:
        """Let the last requests finish, for a few seconds; harmless twice."""
        task, self._task = self._task, None
        if task is not None:
            self._server.should_exit = True
            await task

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()
