"""Pictures and documents, kept in memory and named as Telegram names them."""

import asyncio
import base64
import hashlib
import io
import itertools
import mimetypes
from dataclasses import dataclass
from pathlib import PurePosixPath

from PIL import Image

from bot.sandbox.model import StoredFile
from bot.sandbox.refusals import ViolationError, bad_request

_PHOTO_BYTES = 10_000_000
_DOCUMENT_BYTES = 50_000_000
_PHOTO_SIDES = 10_000
_PHOTO_RATIO = 20
_IMAGE_ENDINGS = frozenset({".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Upload:
    """A file as it came in a request; `name` is empty where none was given."""

    name: str
    mime: str
    content: bytes


class FileStore:
    """The files of one bot."""

    def __init__(self, bot_id: int) -> None:
        self._bot_id = bot_id
        self._numbers = itertools.count(1)
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}
        self._sizes: dict[bytes, tuple[int, int]] = {}

    def by_id(self, file_id: str) -> StoredFile | None:
        """The file of that id."""
        return self._by_id.get(file_id)

    def by_path(self, path: str) -> StoredFile | None:
        """The file that getFile named by that path."""
        return self._by_path.get(path)

    def known(self, file_id: str, kind: str) -> StoredFile:
        """A file sent before, to be sent again as the same kind."""
        file = self._by_id.get(file_id)
        if file is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        if file.kind != kind:
            raise bad_request(f"can't use file of type {file.kind.title()} as {kind.title()}")
        return file

    async def keep(self, upload: Upload, kind: str) -> StoredFile:
        """Check and keep an uploaded file as `photo` or `document`. Raises ViolationError."""
        if not upload.content:
            raise ViolationError("file must be non-empty")
        if kind == "photo":
            width, height = await self.photo_size(upload)
        else:
            width, height = 0, 0
            if len(upload.content) > _DOCUMENT_BYTES:
                raise ViolationError("file is too big (50 MB at most)")
        return self.store(upload, kind, width, height)

    async def photo_size(self, upload: Upload) -> tuple[int, int]:
        """Width and height in pixels. Raises ViolationError for what is no acceptable photo."""
        ending = PurePosixPath(upload.name).suffix.lower()
        if ending not in _IMAGE_ENDINGS and not upload.mime.startswith("image/"):
            raise ViolationError(
                f'a photo needs a file name of an image or an image type, not "{upload.name}" of {upload.mime}'
            )
        if len(upload.content) > _PHOTO_BYTES:
            raise ViolationError("file is too big (10 MB at most for a photo)")
        digest = hashlib.sha256(upload.content).digest()
        if digest not in self._sizes:
            self._sizes[digest] = await asyncio.to_thread(_measured, upload.content)
        width, height = self._sizes[digest]
        if width + height > _PHOTO_SIDES or max(width, height) > _PHOTO_RATIO * min(width, height):
            raise ViolationError("PHOTO_INVALID_DIMENSIONS")
        return width, height

    def store(self, upload: Upload, kind: str, width: int, height: int) -> StoredFile:
        """Keep a file that has been checked, under a new id."""
        number = next(self._numbers)
        seed = hashlib.sha256(f"{self._bot_id}:{number}".encode()).digest()
        name = upload.name or f"file_{number}"
        ending = PurePosixPath(name).suffix or (mimetypes.guess_extension(upload.mime) or "")
        file = StoredFile(
            file_id="AgAC" + base64.urlsafe_b64encode(seed + seed[:10]).decode().rstrip("="),
            unique_id="AQAD" + base64.urlsafe_b64encode(seed[:8]).decode().rstrip("="),
            kind=kind,
            path=f"{kind}s/file_{number}{ending}",
            name=name,
            mime=_media_type(upload, kind, ending),
            content=upload.content,
            width=width,
            height=height,
        )
        self._by_id[file.file_id] = file
        self._by_path[file.path] = file
        return file


def _media_type(upload: Upload, kind: str, ending: str) -> str:
    guessed = mimetypes.types_map.get(ending.lower())
    if kind == "photo":
        return upload.mime if upload.mime.startswith("image/") else (guessed or "image/jpeg")
    return guessed or upload.mime


def _measured(content: bytes) -> tuple[int, int]:
    try:
        with Image.open(io.BytesIO(content)) as picture:
            picture.load()
            return picture.size
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise ViolationError("IMAGE_PROCESS_FAILED") from error
