"""Pictures made anew: what is taken, what is refused, what is left behind."""

import time

import pytest

from postmortems.rendering import picture
from postmortems.rendering.picture import PIXELS, REFUSALS, PictureRefused, remake
from tests import pictures


def refusal(data):
    with pytest.raises(PictureRefused) as caught:
        remake(data)
    return str(caught.value)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_picture_stays_what_it_is(kind):
    made = remake(pictures.encoded(kind))

    assert (made.type, made.width, made.height) == (f"image/{kind.lower()}", 60, 40)
    again = pictures.opened(made.data)
    assert again.format == kind
    red, green, blue = again.convert("RGB").getpixel((30, 20))
    assert red > 240
    assert green < 15
    assert blue < 15


def test_place_camera_and_comment_are_left_behind():
    sent = pictures.with_place()
    assert pictures.opened(sent).getexif().get_ifd(0x8825)
    assert b"SECRETCAMERA" in sent
    assert b"SECRETCOMMENT" in sent

    made = remake(sent)

    image = pictures.opened(made.data)
    assert not dict(image.getexif())
    assert "comment" not in image.info
    assert b"SECRET" not in made.data
    assert b"Exif" not in made.data


def test_picture_on_its_side_stands_upright():
    assert pictures.opened(pictures.with_place(6)).size == (80, 40)

    assert (remake(pictures.with_place(6)).width, remake(pictures.with_place(6)).height) == (40, 80)


@pytest.mark.parametrize(
    "payload", [b"<script>alert(1)</script>", b"PK\x03\x04evil.zip", b"=1;alert(document.domain)"]
)
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_what_was_added_after_the_picture_is_gone(kind, payload):
    sent = pictures.encoded(kind) + payload

    assert payload not in remake(sent).data


def test_script_in_the_comment_of_a_gif_is_gone():
    sent = pictures.encoded("GIF", comment=b"*/=1;alert(1)//")
    assert b"alert(1)" in sent

    assert b"alert(1)" not in remake(sent).data


def test_transparent_parts_stay_transparent():
    made = remake(pictures.encoded("PNG", mode="RGBA"))

    assert pictures.opened(made.data).convert("RGBA").getpixel((1, 1))[3] == 0


def test_small_animation_goes_on_moving():
    made = remake(pictures.animated(5))

    assert made.type == "image/gif"
    assert pictures.opened(made.data).n_frames == 5


@pytest.mark.parametrize("sent", [pictures.animated(101), pictures.animated(41, (1000, 1000))])
def test_long_animation_keeps_its_first_frame(sent):
    made = remake(sent)

    assert made.type == "image/png"
    assert getattr(pictures.opened(made.data), "n_frames", 1) == 1


def test_large_picture_is_made_smaller():
    made = remake(pictures.encoded("PNG", size=(6000, 3000)))

    assert (made.width, made.height) == (4000, 2000)


def test_more_pixels_than_allowed_are_refused_before_decoding():
    began = time.monotonic()

    assert refusal(pictures.png_of(PIXELS // 100, 101)) == REFUSALS["pixels"]
    assert refusal(pictures.png_of(2**31 - 1, 2**31 - 1)) in REFUSALS.values()
    assert time.monotonic() - began < picture.SECONDS


def test_bomb_within_the_pixels_does_no_harm():
    size = 6000
    bomb = pictures.png_of(size, size, b"\0" * (size * (size * 3 + 1)))
    assert len(bomb) < 200_000

    made = remake(bomb)

    assert (made.width, made.height) == (4000, 4000)


def test_process_that_takes_too_long_is_ended(monkeypatch):
    monkeypatch.setattr(picture, "SECONDS", 0.01)

    assert refusal(pictures.encoded()) == REFUSALS["slow"]


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"no picture at all",
        b"\x89PNG\r\n\x1a\n",
        b"GIF89a",
        b"\xff\xd8\xff\xe0",
        b"RIFF\x04\0\0\0WEBP",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"BM" + bytes(60),
        b"%!PS-Adobe-3.0 EPSF-3.0\n",
    ],
)
def test_what_is_no_picture_is_refused(sent):
    assert refusal(sent) in (REFUSALS["unknown"], REFUSALS["damaged"])


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_picture_cut_short_is_refused(kind):
    import io

    file = io.BytesIO()
    pictures.noisy().save(file, format=kind)
    sent = file.getvalue()

    assert refusal(sent[: len(sent) // 2]) == REFUSALS["damaged"]
