"""A minimal Bot API for benchmarks: hands out prepared updates and says yes to everything else.

Speaks as much HTTP/1.1 as the bots need, in one small process, so that what is measured is the bot.
It counts the messages sent to the chats whose replies are waited for; everything else (pushes) is not counted.
"""

import asyncio
import json
import re
import sys
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
ME = {"id": 4242, "is_bot": True, "first_name": "Bench", "username": "bench_bot"}


@dataclass
class Script:
    """The updates of one round: `chats` are those whose replies count; `warmup` of them come first, untimed."""

    updates: list[dict[str, Any]]
    warmup: int
    delay_seconds: float
    chats: set[int] = field(init=False)
    given: int = 0
    confirmed: int = 0
    replies: int = 0
    started: float = 0.0
    ended: float = 0.0

    def __post_init__(self) -> None:
        self.chats = {update["message"]["chat"]["id"] for update in self.updates}

    def take(self, offset: int) -> list[dict[str, Any]]:
        """The next batch; the measured part is handed out only when the warm-up was answered."""
        self.confirmed = max(self.confirmed, offset)
        end = self.warmup if self.replies < self.warmup else len(self.updates)
        batch = list(self.updates[self.given : min(end, self.given + 100)])
        if batch and self.given >= self.warmup and not self.started:
            self.started = time.perf_counter()
        self.given += len(batch)
        return batch

    def reply(self, chat_id: int) -> None:
        """A message was sent."""
        if chat_id in self.chats:
            self.replies += 1
            if self.replies == len(self.updates):
                self.ended = time.perf_counter()


class Connection(asyncio.Protocol):
    """As much HTTP/1.1 as the bots need; what is answered to a call is said by `answer`."""

    def __init__(self) -> None:
        self.buffer = b""
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while (end := self.buffer.find(b"\r\n\r\n")) >= 0:
            head = self.buffer[:end]
            found = _LENGTH.search(head)
            length = int(found[1]) if found else 0
            if len(self.buffer) < end + 4 + length:
                return
            body = self.buffer[end + 4 : end + 4 + length]
            self.buffer = self.buffer[end + 4 + length :]
            self.answer(head.split(b" ", 2)[1].rsplit(b"/", 1)[1].split(b"?")[0].decode(), head, body)

    def answer(self, method: str, head: bytes, body: bytes) -> None:
        """Answer one call with `write`, now or later."""
        raise NotImplementedError

    def write(self, result: Any) -> None:
        """The call's result."""
        body = json.dumps({"ok": True, "result": result}).encode()
        if self.transport is not None and not self.transport.is_closing():
            self.transport.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body) + body
            )


class _Scripted(Connection):
    def __init__(self, script: Script, done: asyncio.Event) -> None:
        super().__init__()
        self.script = script
        self.done = done

    def answer(self, method: str, head: bytes, body: bytes) -> None:
        loop = asyncio.get_running_loop()
        if method == "getUpdates":
            batch = self.script.take(int(param(head, body, "offset") or 0))
            if not batch:
                # Like a long poll that ends soon.
                loop.call_later(0.01, self.poll_again, head, body, time.perf_counter() + 1.0)
                return
            loop.call_later(self.script.delay_seconds, self.write, batch)
            return
        result: Any = True
        if method == "getMe":
            result = ME
        elif method.startswith(("send", "editMessage")):
            chat_id = int(param(head, body, "chat_id") or 0)
            loop.call_later(self.script.delay_seconds, self.sent, chat_id, message_in(chat_id))
            return
        loop.call_later(self.script.delay_seconds, self.write, result)

    def poll_again(self, head: bytes, body: bytes, until: float) -> None:
        batch = self.script.take(0)
        if batch or time.perf_counter() > until:
            self.write(batch)
        else:
            asyncio.get_running_loop().call_later(0.01, self.poll_again, head, body, until)

    def sent(self, chat_id: int, result: dict[str, Any]) -> None:
        self.write(result)
        self.script.reply(chat_id)
        if self.script.ended:
            self.done.set()


def message_in(chat_id: int) -> dict[str, Any]:
    """What a call that sends is answered with."""
    chat = {"id": chat_id, "type": "private", "first_name": "A"}
    return {"message_id": 1, "date": 1_800_000_000, "chat": chat, "from": ME, "text": "ok"}


def param(head: bytes, body: bytes, name: str) -> str | None:
    """A parameter of a call, whatever kind of body it has."""
    if body.startswith(b"{"):
        value = json.loads(body).get(name)
        return None if value is None else str(value)
    if b"multipart/form-data" in head:
        found = re.search(rb'name="%s"\r\n(?:[^\r]+\r\n)*\r\n([^\r]*)' % name.encode(), body)
        return found[1].decode() if found else None
    values = parse_qs(body.decode()).get(name)
    return values[0] if values else None


async def _main() -> None:
    """Reads a script from the file named first, serves it, and prints the seconds the measured part took."""
    with open(sys.argv[1], encoding="utf-8") as file:  # noqa: PTH123 - one small read before anything is measured
        described = json.load(file)
    script = Script(described["updates"], described["warmup"], described["delay_seconds"])
    done = asyncio.Event()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Scripted(script, done), "127.0.0.1", 0, backlog=1024)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    try:
        await asyncio.wait_for(done.wait(), described["patience_seconds"])
        sys.stdout.write(json.dumps({"seconds": script.ended - script.started}) + "\n")
    except TimeoutError:
        sys.stdout.write(json.dumps({"error": f"{script.replies} replies of {len(script.updates)}"}) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    import uvloop

    uvloop.run(_main())
