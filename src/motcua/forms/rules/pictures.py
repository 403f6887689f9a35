"""Pictures are made anew from what they show: nothing that stood in the file beside the picture goes with them."""

import io
from contextlib import suppress

from pi_heif import options, register_heif_opener
from PIL import Image, ImageOps
from PIL.JpegImagePlugin import get_sampling

FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
# What telephones keep and few programs show: read here, and handed on as the photograph that everybody sees.
TELEPHONE = {"image/heic": "HEIF", "image/heif": "HEIF", "image/avif": "AVIF"}
PHOTOGRAPH = "image/jpeg"

options.DECODE_THREADS = 1
register_heif_opener(thumbnails=False)


class Moving(ValueError):
    """It is several pictures, and nobody can say which of them is meant."""


def remade(content: bytes, kind: str) -> bytes:
    """The picture in a new file of its kind, or as JPG of a telephone's, upright, without anything else.

    The same picture gives the same bytes.
    Raises whatever a picture that is not whole makes its reader raise.
    """
    becomes = PHOTOGRAPH if kind in TELEPHONE else kind
    with Image.open(io.BytesIO(content), formats=((FORMATS | TELEPHONE)[kind],)) as picture:
        # The further pictures in a photograph are its depth or a preview: the first is what was photographed.
        if kind in FORMATS and kind != PHOTOGRAPH and getattr(picture, "n_frames", 1) > 1:
            raise Moving
        more = _as_it_was(picture, kind)
        picture.load()
        shown = _upright(picture)
        if kind in TELEPHONE:
            shown = shown.convert("RGB")
        # Writers take profiles, comments and addresses from here when nobody gives them.
        shown.info = {name: value for name, value in picture.info.items() if name == "transparency"}
        written = io.BytesIO()
        shown.save(written, FORMATS[becomes], **more)
    return written.getvalue()


def _as_it_was(picture: Image.Image, kind: str) -> dict[str, object]:
    """How to write it so that nothing can be seen to have changed: a photograph by its own tables."""
    match kind:
        case "image/jpeg":
            tables = getattr(picture, "quantization", None)
            return {"qtables": tables, "subsampling": get_sampling(picture)} if tables else {"quality": 95}
        case kind if kind in TELEPHONE:
            return {"quality": 92}
        case "image/webp":
            return {"quality": 95, "method": 2}
        case _:
            # A scan takes seconds more for a tenth less.
            return {"compress_level": 3}


def _upright(picture: Image.Image) -> Image.Image:
    """As who took it held the camera; what is noted in a broken way turns nothing."""
    with suppress(ValueError, KeyError, TypeError, SyntaxError, OSError, ArithmeticError, AttributeError):
        return ImageOps.exif_transpose(picture)
    return picture
