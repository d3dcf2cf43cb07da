"""The sandbox's time: the machine's, shifted by an offset that a file carries to the bot."""

import time
from pathlib import Path


class SandboxClock:
    """Real time plus an offset in milliseconds; the offset is written into `file`, if there is one."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self.offset_ms = 0
        if file is not None and file.exists():
            self.offset_ms = int(file.read_text("ascii").strip() or 0)
        elif file is not None:
            self._write()

    def now_ms(self) -> int:
        """Milliseconds since 1970, UTC, by the shifted clock."""
        return time.time_ns() // 1_000_000 + self.offset_ms

    def now_s(self) -> int:
        """Whole seconds since 1970, as Telegram writes its dates."""
        return self.now_ms() // 1000

    def shift_to(self, offset_ms: int) -> None:
        """Set the offset; whoever reads the file sees the old one or the new one, never a part."""
        self.offset_ms = offset_ms
        self._write()

    def _write(self) -> None:
        if self._file is None:
            return
        fresh = self._file.with_name(self._file.name + ".new")
        fresh.write_text(f"{self.offset_ms}\n", "ascii")
        fresh.replace(self._file)
