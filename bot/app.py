"""The composition root: the only place that wires the running process together."""

import asyncio
import contextlib
import gc
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

import structlog
from telegram import Bot
from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application, ApplicationBuilder

from bot.actions.programmes import whatever_is_kept
from bot.chat.arrival import read_arrival
from bot.chat.house import House
from bot.chat.menus import register_menus
from bot.chat.routes import routes
from bot.chat.visit import inbox_row
from bot.currency import same_currency
from bot.http.metrics import Metrics
from bot.http.readiness import Readiness
from bot.http.routes import application as http_application
from bot.http.server import Server
from bot.jobs import Jobs
from bot.links import Links
from bot.opening import opened, secret_of
from bot.push.progress import Progress
from bot.push.rendering import Rendering
from bot.push.sender import Sender
from bot.receive.dispatcher import Dispatcher
from bot.receive.poller import Poller
from bot.receive.webhook import Webhook
from bot.settings import Settings, SettingsUnusable
from bot.telegram import Telegram
from bot.texts import Texts
from bot.transport import AiohttpRequest
from loyalty.model import Programme
from storage.database import Database

_LONGEST_WAIT_SECONDS = 30.0
# Each update makes some thousand short-lived objects; collecting every 700 of them costs a tenth of the time.
COLLECT_EVERY = 50_000

_log = structlog.get_logger()


class Strict(Application[Any, Any, Any, Any, Any, Any]):
    """python-telegram-bot's Application whose handlers' failures are raised: the inbox decides what becomes of them."""

    async def process_error(self, update: object, error: Exception, *args: Any, **kwargs: Any) -> bool:
        """Raises the handler's own error."""
        raise error


@dataclass(frozen=True, kw_only=True)
class _Wiring:
    """What exists before Telegram has answered."""

    settings: Settings
    database: Database
    secret: bytes
    bot: Bot
    telegram: Telegram
    metrics: Metrics
    bot_id: int
    programme: Programme


async def run(settings: Settings, stop: asyncio.Event, ready: Callable[[], None] = lambda: None) -> None:
    """The bot, until `stop`. Calls `ready` once it takes updates.

    Raises SettingsUnusable, StorageError, CannotListen and InvalidToken: operator's mistakes.
    """
    if settings.bot_token is None:
        raise SettingsUnusable("BOT_TOKEN is not set: @BotFather gives you one")
    token = settings.bot_token.get_secret_value()
    bot_id, _, rest = token.partition(":")
    if not bot_id.isdigit() or not rest:
        raise SettingsUnusable("BOT_TOKEN is not a token: it looks like 123456:ABC-DEF")
    gc.set_threshold(COLLECT_EVERY)
    gc.freeze()
    async with opened(settings) as database:
        await same_currency(database, settings)
        base = f"{settings.bot_api_url}/bot"
        bot = Bot(
            token,
            base_url=base,
            base_file_url=f"{settings.bot_api_url}/file/bot",
            request=AiohttpRequest(),
            get_updates_request=AiohttpRequest(connections=2),
        )
        wiring = _Wiring(
            settings=settings,
            database=database,
            secret=await secret_of(database, settings),
            bot=bot,
            telegram=Telegram(bot),
            metrics=Metrics(),
            bot_id=int(bot_id),
            programme=await database.read(whatever_is_kept, settings.programme),
        )
        # Asked before python-telegram-bot opens it, for readiness.
        await bot.request.initialize()
        try:
            await _until(stop, _serve(wiring, stop, ready))
        finally:
            with contextlib.suppress(TelegramError, RuntimeError):
                await bot.shutdown()
            await bot.request.shutdown()


async def _until(stop: asyncio.Event, work: Any) -> None:
    """Does `work`; a stop that it does not see itself (still waiting to begin) ends it."""
    working = asyncio.create_task(work)
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait((working, stopping), return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            await asyncio.wait((working,), timeout=20)
    finally:
        stopping.cancel()
        working.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await working


async def _serve(wiring: _Wiring, stop: asyncio.Event, ready: Callable[[], None]) -> None:
    strict: list[Strict] = []

    async def handle(row_id: int, payload: dict[str, Any]) -> None:
        inbox_row.set(row_id)
        arrival = read_arrival(payload)
        if arrival is not None:
            await strict[0].process_update(arrival)

    clock = wiring.settings.clock
    dispatcher = Dispatcher(wiring.database, wiring.bot_id, handle, clock, metrics=wiring.metrics)
    async with contextlib.AsyncExitStack() as stack:
        webhook = _webhook(wiring, dispatcher)
        if wiring.settings.listen:
            host, _, port = wiring.settings.listen.rpartition(":")
            readiness = Readiness(wiring.database, wiring.telegram)
            site = http_application(readiness, wiring.metrics, wiring.database, webhook=webhook)
            await stack.enter_async_context(Server(site, host.strip("[]"), int(port)))
        waits = partial(_log.warning, "bot_waits", why="another process runs the bot on this database")
        lock = wiring.database.exclusive("bot", on_wait=waits)
        if not await _entered(stack, lock, stop):
            return
        builder = ApplicationBuilder().application_class(Strict).bot(wiring.bot).updater(None).job_queue(None)
        application = cast("Strict", builder.build())
        if not await _connected(application, stop):
            return
        strict.append(application)
        sender = _wire(wiring, application)
        await _work(wiring, application, dispatcher, sender, stop, ready)


async def _entered(
    stack: contextlib.AsyncExitStack, lock: contextlib.AbstractAsyncContextManager[None], stop: asyncio.Event
) -> bool:
    """Waits for the lock; False when it was told to stop first."""
    entering = asyncio.create_task(stack.enter_async_context(lock))
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait((entering, stopping), return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if entering.done():
        await entering
        return True
    entering.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await entering
    return False


async def _connected(application: Strict, stop: asyncio.Event) -> bool:
    """Waits until Telegram answers; False when it was told to stop first. Raises InvalidToken."""
    wait = 0.5
    while not stop.is_set():
        try:
            await application.initialize()
        except InvalidToken:
            raise
        except TelegramError as error:
            _log.warning("telegram_unreachable", error=type(error).__name__, seconds=wait)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), wait)
            wait = min(2 * wait, _LONGEST_WAIT_SECONDS)
        else:
            return True
    return False


def _webhook(wiring: _Wiring, dispatcher: Dispatcher) -> Webhook | None:
    settings = wiring.settings
    if settings.webhook_url is None or settings.webhook_secret is None:
        return None
    secret = settings.webhook_secret.get_secret_value()
    return Webhook(wiring.database, wiring.bot_id, secret, dispatcher.offer, settings.clock, metrics=wiring.metrics)


def _wire(wiring: _Wiring, application: Strict) -> Sender:
    settings = wiring.settings
    texts = Texts(wiring.programme, settings.default_language)
    sender = Sender(
        wiring.database,
        wiring.telegram,
        settings.clock,
        Rendering(wiring.database, texts, settings.clock),
        wiring.programme,
        metrics=wiring.metrics,
    )
    application.bot_data["house"] = House(
        database=wiring.database,
        programme=wiring.programme,
        clock=settings.clock,
        links=Links(wiring.secret, wiring.bot.username),
        texts=texts,
        telegram=wiring.telegram,
        secret=wiring.secret,
        operators=settings.owner_ids,
        wake_push=sender.wake,
    )
    for handler in routes():
        application.add_handler(handler)
    return sender


async def _work(
    wiring: _Wiring,
    application: Strict,
    dispatcher: Dispatcher,
    sender: Sender,
    stop: asyncio.Event,
    ready: Callable[[], None],
) -> None:
    house: House = application.bot_data["house"]
    jobs = Jobs(wiring.database, house.programme, house.clock, sender.wake, metrics=wiring.metrics)
    menus = asyncio.create_task(register_menus(house))
    # None of these ends by itself: whichever does has failed, and takes the process down with its error.
    progress = Progress(wiring.database, wiring.telegram, house.texts)
    parts = (dispatcher.run(), sender.run(), progress.run(), _receive(wiring, dispatcher))
    working = [asyncio.create_task(part) for part in parts]
    jobs.start()
    receives = "webhook" if wiring.settings.webhook_url else "polling"
    _log.info("bot_started", username=wiring.bot.username, receives=receives)
    ready()
    stopping = asyncio.create_task(stop.wait())
    try:
        ended, _ = await asyncio.wait((*working, stopping), return_when=asyncio.FIRST_COMPLETED)
        for task in ended - {stopping}:
            task.result()
    finally:
        stopping.cancel()
        working[-1].cancel()
        jobs.stop()
        await dispatcher.stop()
        await sender.stop()
        for task in (*working, menus):
            task.cancel()
        await asyncio.gather(*working, menus, return_exceptions=True)
        _log.info("bot_stopped")


async def _receive(wiring: _Wiring, dispatcher: Dispatcher) -> None:
    """Polls, or tells Telegram where the webhook is and leaves the rest to it."""
    settings = wiring.settings
    if settings.webhook_url is None or settings.webhook_secret is None:
        poller = Poller(
            wiring.database,
            wiring.telegram,
            wiring.bot_id,
            dispatcher.offer,
            settings.clock,
            metrics=wiring.metrics,
        )
        await poller.run()
        return
    await wiring.telegram.set_webhook(settings.webhook_url, settings.webhook_secret.get_secret_value())
    await asyncio.Event().wait()
