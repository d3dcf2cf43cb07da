"""QR codes as pictures, drawn on a thread: one takes long enough to hold up every other chat."""

import asyncio
import io
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import qrcode
from PIL import Image, ImageDraw, ImageFont
from qrcode.constants import ERROR_CORRECT_M

# Wide enough to be sharp on a phone, with the four quiet modules a scanner needs.
_WIDTH = 720
_QUIET = 4
_INK = "#20302c"


def _modules(link: str) -> Image.Image:
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, box_size=1, border=_QUIET)
    code.add_data(link)
    code.make(fit=True)
    matrix = code.get_matrix()
    small = Image.new("1", (len(matrix), len(matrix)))
    small.putdata([0 if dark else 1 for row in matrix for dark in row])
    scale = _WIDTH // len(matrix)
    return small.resize((len(matrix) * scale, len(matrix) * scale), Image.Resampling.NEAREST)


def _png(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def draw(link: str) -> bytes:
    """The QR code of a link as PNG."""
    return _png(_modules(link))


@lru_cache(maxsize=64)
def _font(size: int) -> ImageFont.FreeTypeFont:
    spec = find_spec("matplotlib")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("the fonts of matplotlib")
    return ImageFont.truetype(Path(spec.origin).parent / "mpl-data/fonts/ttf/DejaVuSans-Bold.ttf", size)


def _drawable(text: str) -> str:
    """The text without what the font has no shape for, such as emoji."""
    font = _font(24)
    missing = bytes(font.getmask("\U0010ffff"))
    return " ".join("".join(c for c in text if c == " " or bytes(font.getmask(c)) != missing).split())


def _fitting(text: str, widest: int, size: int) -> ImageFont.FreeTypeFont:
    while size > 20 and _font(size).getlength(text) > widest:
        size -= 2
    return _font(size)


def draw_poster(link: str, title: str, lines: tuple[str, ...]) -> bytes:
    """A picture for the counter, A6 at 200 dots an inch: a title, the QR code and a few lines."""
    width, height = 827, 1169
    poster = Image.new("RGB", (width, height), "white")
    pen = ImageDraw.Draw(poster)
    pen.rectangle((0, 0, width, 190), fill=_INK)
    title = _drawable(title)
    pen.text((width / 2, 95), title, font=_fitting(title, width - 80, 72), fill="white", anchor="mm")
    code = _modules(link).convert("RGB")
    poster.paste(code, ((width - code.width) // 2, 205))
    for number, line in enumerate(map(_drawable, lines)):
        size = 48 if number == 0 else 36
        pen.text((width / 2, 985 + number * 62), line, font=_fitting(line, width - 60, size), fill=_INK, anchor="mm")
    return _png(poster)


@lru_cache(maxsize=256)
def _public(link: str) -> bytes:
    return draw(link)


async def picture(link: str, *, secret: bool = True) -> bytes:
    """The QR code of a link as PNG, off the event loop; pictures that are not secret are kept for the next time."""
    return await asyncio.to_thread(draw if secret else _public, link)


async def poster(link: str, title: str, lines: tuple[str, ...]) -> bytes:
    """A poster as PNG, off the event loop."""
    return await asyncio.to_thread(draw_poster, link, title, lines)
