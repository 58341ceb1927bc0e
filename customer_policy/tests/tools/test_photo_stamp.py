import io

import pytest
from customer_policy_tools.photo_stamp import MAX_SIDE, stamp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image


def picture(width, height, kind="PNG", mode="RGB", **options):
    file = io.BytesIO()
    Image.new(mode, (width, height), "red" if mode == "RGB" else None).save(
        file, kind, **options
    )
    return file.getvalue()


@settings(max_examples=30, deadline=None)
@given(
    st.integers(1, 3000),
    st.integers(1, 3000),
    st.text(max_size=80),
    st.sampled_from(["RGB", "RGBA", "L", "P"]),
)
def test_any_picture_takes_any_text(width, height, text, mode):
    with Image.open(io.BytesIO(stamp(picture(width, height, mode=mode), text))) as out:
        assert out.format == "JPEG"
        assert max(out.size) <= MAX_SIDE


def test_the_text_stands_at_the_lower_edge_alone():
    plain = picture(800, 600)
    with Image.open(io.BytesIO(stamp(plain, "VIS/2026/00001 09:00 UTC"))) as out:
        upper, lower = out.getpixel((400, 100)), out.getpixel((799, 599))
        colors = {color for _n, color in out.getcolors(maxcolors=1 << 24)}
    assert upper[0] > 200
    assert max(lower) < 60
    assert any(min(color) > 200 for color in colors)


def test_what_the_camera_noted_is_left_out_and_the_picture_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90 degrees
    exif[0x010F] = "Maker"
    data = stamp(picture(400, 200, "JPEG", exif=exif), "x")
    with Image.open(io.BytesIO(data)) as out:
        assert out.size == (200, 400)
        assert not dict(out.getexif())


@pytest.mark.parametrize("data", [b"", b"text", b"\x89PNG\r\n\x1a\n", b"<svg/>"])
def test_what_is_no_picture_is_refused(data):
    with pytest.raises(ValueError, match="no picture"):
        stamp(data, "x")
