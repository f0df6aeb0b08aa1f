"""Pictures for tests, honest ones and others, made in memory."""

import io
import random
import struct
import zlib

from PIL import Image


def encoded(kind="PNG", size=(60, 40), mode="RGB", **options):
    file = io.BytesIO()
    Image.new(mode, size, "red" if mode == "RGB" else None).save(file, format=kind, **options)
    return file.getvalue()


def noisy(side=64):
    return Image.frombytes("RGB", (side, side), random.Random(1).randbytes(side * side * 3))


def with_place(orientation=6):
    """A JPEG that tells where it was taken, by what, and that it lies on its side."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "SECRETCAMERA"
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 31.0, 0.0), 3: "E", 4: (13.0, 24.0, 0.0)})
    file = io.BytesIO()
    noisy().resize((80, 40)).save(file, format="JPEG", exif=exif, comment=b"SECRETCOMMENT")
    return file.getvalue()


def png_of(width, height, rows=b""):
    """A PNG whose header claims any size; ``rows`` are compressed as its pixels."""
    header = struct.pack("!IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b"")]
    body = b"".join(
        struct.pack("!I", len(data)) + kind + data + struct.pack("!I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


def animated(count, size=(20, 20), kind="GIF"):
    frames = [Image.new("RGB", size, (n * 37 % 256, n * 91 % 256, n % 256)) for n in range(count)]
    file = io.BytesIO()
    frames[0].save(file, format=kind, save_all=True, append_images=frames[1:], duration=50)
    return file.getvalue()


def opened(data):
    image = Image.open(io.BytesIO(data))
    image.load()
    return image
