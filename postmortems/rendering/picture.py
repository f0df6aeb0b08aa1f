"""A picture that a stranger sent, made anew from its pixels, in a process of its own.

Only the pixels go from the file that came into the file that is kept, so whatever else was
in it stays behind: where it was taken, by what, a comment, a script after the last byte.
Decoders are where such files attack. The process that runs them holds no secrets, has
limits of memory and time, and ends after one picture.

    python -m postmortems.rendering.picture < picture > answer

The answer is four bytes of length (big-endian), that much JSON, and the new file; the JSON
holds ``type``, ``width`` and ``height``, or ``refused`` with one of ``REFUSALS``.
"""

import io
import json
import os
import struct
import subprocess
import sys
import threading
from dataclasses import dataclass

from .pool import _ENVIRONMENT, _ROOT

PIXELS = 40_000_000
"""The most pixels of a picture, counted from its header before anything is decoded."""
LONGEST_SIDE = 4000
"""Pixels of the longer side that are kept; a larger picture is made smaller."""
FRAMES = 100
"""The most frames of an animation, and together no more than PIXELS; else its first stays."""
SECONDS = 20.0
"""For one picture, with the start of its process."""
WAIT_SECONDS = 20.0
"""For a free place: two pictures are made at once, whatever is sent."""
MEMORY = 1536 * 1024 * 1024
"""Address space of the process, in bytes."""

REFUSALS = {
    "unknown": "This is no PNG, JPEG, WebP or GIF picture that can be read.",
    "damaged": "This picture is cut short or damaged. Please save it anew and try again.",
    "pixels": "This picture has more than 40 million pixels. Please make it smaller first.",
    "slow": "This picture could not be read in reasonable time. Please save it as a PNG and "
    "try again.",
    "busy": "Several pictures are being made ready at once. Please try again in a moment.",
}

_places = threading.Semaphore(2)


class PictureRefused(Exception):
    """The picture is not taken; the message says why and what to do instead."""


@dataclass(frozen=True)
class Picture:
    """A file made from pixels alone. ``type`` is its content type."""

    type: str
    width: int
    height: int
    data: bytes


def remake(data: bytes) -> Picture:
    """The same picture from its pixels, upright. Raises PictureRefused. Takes up to seconds."""
    if not _places.acquire(timeout=WAIT_SECONDS):
        raise PictureRefused(REFUSALS["busy"])
    try:
        answer = subprocess.run(
            [sys.executable, "-m", "postmortems.rendering.picture"],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            cwd=_ROOT,
            env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
            check=False,
        ).stdout
    except subprocess.TimeoutExpired:
        raise PictureRefused(REFUSALS["slow"]) from None
    finally:
        _places.release()
    return _read(answer)


def _read(answer: bytes) -> Picture:
    if len(answer) < 4:  # ended by its limits, or by a fault in a decoder
        raise PictureRefused(REFUSALS["slow"])
    (size,) = struct.unpack("!I", answer[:4])
    facts = json.loads(answer[4 : 4 + size])
    if "refused" in facts:
        raise PictureRefused(REFUSALS[facts["refused"]])
    return Picture(data=answer[4 + size :], **facts)


def main() -> None:
    _restrain()
    try:
        facts, data = _made(sys.stdin.buffer.read())
    except _Refused as refused:
        facts, data = {"refused": str(refused)}, b""
    head = json.dumps(facts).encode()
    sys.stdout.buffer.write(struct.pack("!I", len(head)) + head + data)
    sys.stdout.buffer.flush()


class _Refused(Exception):
    pass


def _restrain() -> None:
    try:
        import resource
    except ImportError:  # not a POSIX system
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # nothing of a picture in a core file
    resource.setrlimit(resource.RLIMIT_CPU, (int(SECONDS), int(SECONDS)))
    try:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    except (ValueError, OSError):
        pass  # macOS refuses; the other limits still hold


def _made(data: bytes) -> tuple[dict, bytes]:
    from PIL import Image, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = None  # ours is asked below, before anything is decoded
    try:
        image = Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "WEBP", "GIF"))
    except (UnidentifiedImageError, *_FAULTS):
        raise _Refused("unknown") from None
    if image.width * image.height > PIXELS:
        raise _Refused("pixels")
    try:
        frames, times = _frames(image)
        frames = [_fitted(frame) for frame in frames]
        return _written(frames, times, image.format)
    except MemoryError:
        raise _Refused("pixels") from None
    except _FAULTS:
        raise _Refused("damaged") from None


# What decoders raise for files made to confuse them.
_FAULTS = (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError)
_FAULTS += (struct.error, OverflowError, AttributeError, ZeroDivisionError)


def _frames(image) -> tuple[list, list[int]]:
    """The frames to keep, each from pixels alone, and how long each is shown (milliseconds)."""
    count = getattr(image, "n_frames", 1) if image.format in ("GIF", "WEBP") else 1
    if count == 1 or count > FRAMES or count * image.width * image.height > PIXELS:
        return [_pixels(image)], []
    frames, times = [], []
    for number in range(count):
        image.seek(number)
        frames.append(_pixels(image))
        times.append(min(max(int(image.info.get("duration", 100)), 20), 60_000))
    return frames, times


def _pixels(image):
    """A new picture with these pixels, upright and in the colours of screens."""
    from PIL import Image, ImageOps

    image.load()
    profile = image.info.get("icc_profile")
    image = ImageOps.exif_transpose(image)
    has_alpha = "A" in image.getbands() or "transparency" in image.info
    if image.mode.startswith("I"):  # 16 bits of grey, which convert() would cut off at 255
        image = image.point(lambda value: value / 256).convert("L")
    if image.mode == "CMYK" or not has_alpha:
        image = _in_srgb(image, profile).convert("RGB")
    else:
        image = image.convert("RGBA")
    clean = Image.new(image.mode, image.size)
    clean.paste(image)
    return clean


def _in_srgb(image, profile):
    from PIL import ImageCms

    if not profile or image.mode not in ("RGB", "CMYK"):
        return image
    try:
        theirs = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(
            image, theirs, ImageCms.createProfile("sRGB"), outputMode="RGB"
        )
    except (ImageCms.PyCMSError, *_FAULTS):
        return image  # a profile that makes no sense: the numbers as they are


def _fitted(image):
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return image


def _written(frames: list, times: list[int], kind: str) -> tuple[dict, bytes]:
    first, *others = frames
    if kind == "GIF" and not times:
        kind = "PNG"
    kind = "JPEG" if kind == "MPO" else kind
    if kind == "JPEG":
        first = first.convert("RGB")
    options = {"JPEG": {"quality": 88}, "WEBP": {"quality": 90}, "PNG": {"compress_level": 6}}
    more = {"save_all": True, "append_images": others, "duration": times, "loop": 0}
    file = io.BytesIO()
    first.save(file, format=kind, **options.get(kind, {}), **(more if times else {}))
    facts = {"type": f"image/{kind.lower()}", "width": first.width, "height": first.height}
    return facts, file.getvalue()


if __name__ == "__main__":
    main()
