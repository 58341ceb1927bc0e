"""A photo that says when it came, and from whom.

Plain Python without Odoo. The text is drawn on the picture itself; what the camera
noted beside it (place, device) is left out.
"""

import io

MAX_SIDE = 2048
QUALITY = 85


def stamp(data: bytes, text: str) -> bytes:
    """Return the picture as JPEG with ``text`` at its lower edge, in one line.

    Raise ValueError for what is no picture.
    """
    from PIL import Image, ImageDraw, ImageFont, ImageOps  # noqa: PLC0415

    try:
        with Image.open(io.BytesIO(data)) as opened:
            picture = ImageOps.exif_transpose(opened).convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise ValueError("no picture") from error
    picture.thumbnail((MAX_SIDE, MAX_SIDE))
    draw = ImageDraw.Draw(picture)
    text = " ".join(text.encode("ascii", "replace").decode().split())
    font = _fitting(ImageFont, draw, text, picture.width)
    left, top, _right, bottom = draw.textbbox((0, 0), text, font=font)
    height, space = bottom - top, max(2, (bottom - top) // 3)
    edge = max(picture.height - height - 2 * space, 0)
    draw.rectangle((0, edge, picture.width, picture.height), fill="black")
    draw.text((space - left, edge + space - top), text, fill="white", font=font)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def _fitting(fonts, draw, text, width):
    """The letters as large as they fit into the width, 8 points at least."""
    for size in (48, 40, 32, 24, 20, 16, 12, 10):
        font = fonts.load_default(size)
        if draw.textlength(text, font=font) <= width * 0.95:
            return font
    return fonts.load_default(8)
