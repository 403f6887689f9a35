"""An address as a QR code for paper."""

import math
import re
from typing import Any

import zxingcpp

DARK = re.compile(rb"\x00+")


def qr_svg(address: str, *, border: int, scale: int = 1) -> str:
    """The code as an SVG drawing: `border` light modules around it, `scale` pixels a module.

    It can still be read when a seventh of it is covered by a stamp or a stain (level M). `ValueError` for an address
    too long to be drawn.
    """
    code = zxingcpp.create_barcode(address, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    # One byte a module, row by row; its type does not say that it can be read as bytes.
    image: Any = code.to_image(add_quiet_zones=False)
    pixels = memoryview(image).tobytes()
    size = math.isqrt(len(pixels))
    strokes = []
    for row in range(size):
        at = 0
        strokes.append(f"M{border} {border + row}.5")
        for dark in DARK.finditer(pixels[row * size : (row + 1) * size]):
            begin, end = dark.span()
            strokes.append(f"m{begin - at} 0h{end - begin}")
            at = end
    side = size + 2 * border
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{side * scale}" height="{side * scale}"'
        f' viewBox="0 0 {side} {side}"><path fill="#fff" d="M0 0h{side}v{side}H0z"/>'
        f'<path stroke="#000" d="{"".join(strokes)}"/></svg>'
    )
