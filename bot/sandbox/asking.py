"""The methods by which the bot asks: updates, webhook, chats, members, files."""

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

from bot.sandbox.calls import Call, method
from bot.sandbox.model import Json
from bot.sandbox.refusals import RefusalError, ViolationError, bad_request
from bot.sandbox.webhook import WebhookSettings

_LONGEST_POLL_S = 50
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}\Z")
# Bots cannot fetch more than so much.
_DOWNLOAD_BYTES = 20_000_000


@method("getMe")
async def get_me(call: Call) -> Json:
    """The bot itself."""
    return call.world.account.user() | {
        "can_join_groups": True,
        "can_read_all_group_messages": True,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


@method("getUpdates")
async def get_updates(call: Call) -> list[object]:
    """Confirm what lies below the offset and wait for more."""
    world, params = call.world, call.params
    if world.webhook.settings is not None:
        raise RefusalError(
            409,
            "Conflict: can't use getUpdates method while webhook is active; "
            "use deleteWebhook to delete the webhook first",
        )
    limit = params.get("limit", 100)
    timeout = params.get("timeout", 0)
    if not 1 <= limit <= 100 or timeout < 0:
        raise ViolationError("limit takes 1 to 100, timeout must not be negative")
    _allow(call)
    return await world.updates.poll(params.get("offset", 0), limit, min(timeout, _LONGEST_POLL_S))


@method("setWebhook")
async def set_webhook(call: Call) -> bool:
    """Have updates delivered to a loopback address; an empty URL ends that."""
    params = call.params
    if not params["url"]:
        await call.world.webhook.stop()
        _drop(call)
        return True
    secret = params.get("secret_token")
    connections = params.get("max_connections", 40)
    _check_webhook_url(params["url"])
    if secret is not None and not _SECRET.match(secret):
        raise ViolationError("secret token contains unallowed characters")
    if not 1 <= connections <= 100:
        raise ViolationError("max_connections takes 1 to 100")
    _allow(call)
    _drop(call)
    await call.world.webhook.set(WebhookSettings(url=params["url"], secret_token=secret, max_connections=connections))
    return True


@method("deleteWebhook")
async def delete_webhook(call: Call) -> bool:
    """Deliver no more; updates wait for getUpdates."""
    await call.world.webhook.stop()
    _drop(call)
    return True


@method("getWebhookInfo")
async def get_webhook_info(call: Call) -> Json:
    """Where updates go, how many wait, and what went wrong last."""
    return call.world.webhook.info()


@method("getFile")
async def get_file(call: Call) -> Json:
    """Where a file can be fetched."""
    file = call.world.files.by_id(call.params["file_id"])
    if file is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    if len(file.content) > _DOWNLOAD_BYTES:
        raise bad_request("file is too big")
    return {
        "file_id": file.file_id,
        "file_unique_id": file.unique_id,
        "file_size": len(file.content),
        "file_path": file.path,
    }


@method("getChat")
async def get_chat(call: Call) -> Json:
    """A chat in full."""
    chat = call.world.chat(call.params["chat_id"])
    return call.world.chat_json(chat) | {
        "accent_color_id": abs(chat.id) % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": {
            "unlimited_gifts": False,
            "limited_gifts": False,
            "unique_gifts": False,
            "premium_subscription": False,
            "gifts_from_channels": False,
        },
    }


@method("getChatMember")
async def get_chat_member(call: Call) -> Json:
    """Whether somebody is in a chat."""
    world, user_id = call.world, call.params["user_id"]
    chat = world.chat(call.params["chat_id"])
    if user_id == world.account.id:
        return {"status": "member", "user": world.account.user()}
    if user_id not in world.people:
        raise bad_request("PARTICIPANT_ID_INVALID")
    status = "member" if user_id in chat.members else "left"
    return {"status": status, "user": world.people[user_id].user()}


def _allow(call: Call) -> None:
    if "allowed_updates" in call.params:
        call.world.updates.allowed = call.params["allowed_updates"]


def _drop(call: Call) -> None:
    if call.params.get("drop_pending_updates"):
        call.world.updates.drop_pending()


def _check_webhook_url(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"}:
        raise ViolationError("bad webhook: An HTTPS URL must be provided for webhook")
    host = parts.hostname or ""
    try:
        loopback = host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        loopback = False
    if not loopback:
        raise ViolationError("bad webhook: this sandbox delivers to loopback addresses only")
