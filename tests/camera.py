"""What a camera sees of a QR code."""

import re

import zxingcpp
from PIL import Image, ImageDraw

LIGHT, DARK, PIXELS = 255, 0, 4


def read(svg):
    """The address in a drawing as `kernel.qr` makes it."""
    side = int(re.search(r'viewBox="0 0 (\d+) ', svg)[1])
    image = Image.new("L", (side * PIXELS, side * PIXELS), LIGHT)
    pen = ImageDraw.Draw(image)
    x = y = 0
    for command, numbers in re.findall(r"([Mmh])([\d. ]+)", re.search(r'stroke="#000" d="([^"]*)"', svg)[1]):
        first, *rest = [float(one) for one in numbers.split()]
        if command == "M":
            x, y = first, rest[0]
        elif command == "m":
            x, y = x + first, y + rest[0]
        else:
            top = (y - 0.5) * PIXELS
            pen.rectangle((x * PIXELS, top, (x + first) * PIXELS - 1, top + PIXELS - 1), fill=DARK)
            x += first
    return look(image)


def look(image):
    """The address in a picture, if there is one."""
    found = zxingcpp.read_barcode(image, formats=zxingcpp.BarcodeFormat.QRCode)
    return found.text if found else None
