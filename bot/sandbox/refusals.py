"""The two ways in which a call is refused, and the one way in which a control request is."""

from typing import Any


class RefusalError(Exception):
    """A Bot API call ends without a result; `code` and `description` are Telegram's."""

    def __init__(self, code: int, description: str, *, retry_after: int | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.retry_after = retry_after

    def answer(self) -> dict[str, Any]:
        """The body that Telegram would send."""
        body: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.retry_after is not None:
            body["parameters"] = {"retry_after": self.retry_after}
        return body


class ViolationError(RefusalError):
    """The caller broke a rule of the interface: a defect of the bot, never of its surroundings."""

    def __init__(self, description: str) -> None:
        super().__init__(400, f"Bad Request: {description}")


class ControlError(Exception):
    """A request to the control side cannot be carried out; the message is one clear sentence."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


def bad_request(description: str) -> RefusalError:
    """A refusal that a correct bot may meet, too (a deleted message, an unchanged text …)."""
    return RefusalError(400, f"Bad Request: {description}")


def forbidden(description: str) -> RefusalError:
    """The other side does not want to hear from the bot."""
    return RefusalError(403, f"Forbidden: {description}")


def too_many_requests(retry_after: int) -> RefusalError:
    """`retry_after` is in seconds."""
    return RefusalError(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)
