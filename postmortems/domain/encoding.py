"""Numbers and pieces of bytes as Yjs writes them (github.com/dmonad/lib0, encoding.js)."""

# What browsers count up to, less the one that is added to a clock when somebody is gone.
LARGEST_NUMBER = 2**53 - 2


class Malformed(ValueError):
    """Bytes that do not read as what they should be."""


class Reader:
    """Reads bytes from their beginning; every read is checked against their end."""

    def __init__(self, content):
        self._bytes, self._at = content, 0

    def number(self, most=LARGEST_NUMBER):
        """An unsigned number in groups of seven bits, the lowest first."""
        value = shift = 0
        while value <= most and shift < 64:
            byte = self.byte()
            value |= (byte & 127) << shift
            if byte < 128 and value <= most:
                return value
            shift += 7
        raise Malformed("A number is too large.")

    def byte(self):
        if self._at >= len(self._bytes):
            raise Malformed("It ends too early.")
        self._at += 1
        return self._bytes[self._at - 1]

    def piece(self, most=None):
        """Bytes with their length before them."""
        length = self.number()
        if length > len(self._bytes) - self._at or most is not None and length > most:
            raise Malformed("A piece is longer than it may be.")
        self._at += length
        return self._bytes[self._at - length : self._at]

    def end(self):
        if self._at != len(self._bytes):
            raise Malformed("Something follows the end.")


def number(value):
    groups = bytearray()
    while value > 127:
        groups.append(128 | value & 127)
        value >>= 7
    groups.append(value)
    return bytes(groups)


def piece(content):
    return number(len(content)) + content
