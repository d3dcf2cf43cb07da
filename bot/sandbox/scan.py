"""Reads QR codes from the pixels of pictures, as a phone's camera does."""

import asyncio
import io

import zxingcpp
from PIL import Image

from bot.sandbox.refusals import ControlError

_LARGEST_SIDE = 3_000


async def qr_texts(content: bytes) -> list[str]:
    """What the QR codes in the picture say, off the event loop.

    Raises ControlError: 400 for what is no picture, 422 for a picture without a QR code.
    """
    texts = await asyncio.to_thread(_read, content)
    if not texts:
        raise ControlError(422, "there is no QR code in this picture")
    return texts


def _read(content: bytes) -> list[str]:
    try:
        with Image.open(io.BytesIO(content)) as opened:
            picture = _on_white(opened)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise ControlError(400, "this is no picture") from error
    picture.thumbnail((_LARGEST_SIDE, _LARGEST_SIDE))
    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    return [barcode.text for barcode in found if barcode.text]


def _on_white(opened: Image.Image) -> Image.Image:
    """The picture in grey; what is transparent is white, as on a phone's screen."""
    coloured = opened.convert("RGBA")
    paper = Image.new("RGBA", coloured.size, "white")
    paper.alpha_composite(coloured)
    return paper.convert("L")
