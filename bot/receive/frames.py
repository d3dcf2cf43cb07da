"""Where an error came from, fit for a log."""

import traceback


def frames(error: BaseException) -> str:
    """The innermost places the error passed, without its message: a message may hold what a person wrote."""
    summary = traceback.extract_tb(error.__traceback__)[-8:]
    return " < ".join(f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in reversed(summary))


def _short(path: str) -> str:
    return "/".join(path.replace("\\", "/").split("/")[-2:])
