"""Open a backup and check every byte of it before anything is done with it."""

import hashlib
import struct
import zipfile
import zlib
from contextlib import contextmanager
from pathlib import Path

from . import MANIFEST, ArchiveError, media
from .manifest import NOT_OURS, Manifest
from .tables import tables

MANIFEST_BYTES = 256 * 1024 * 1024
LINE_BYTES = 256 * 1024 * 1024
DAMAGED = "This backup is damaged or was cut short: use another copy of it."

# What the standard library says of a zip file that is not as it was written.
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError)
# And where it follows a damaged offset, or takes other bytes for a name.
_MISPLACED = (struct.error, OSError, ValueError, KeyError)


class Archive:
    """An opened backup, its manifest read; use it in a ``with``."""

    def __init__(self, path: Path) -> None:
        """Raises ArchiveError for a file that is absent, not a backup, or damaged."""
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
            raise ArchiveError(f"{path} is not a backup, or it was cut short.") from error
        except OSError as error:
            raise ArchiveError(f"Cannot read {path}: {error.strerror or error}.") from error
        try:
            self.manifest = self._read_manifest()
        except BaseException:
            self._zip.close()
            raise

    def __enter__(self) -> "Archive":
        return self

    def __exit__(self, *exc_info) -> None:
        self._zip.close()

    def check(self) -> None:
        """Every member present, named, as long and as it was; no other member beside them."""
        named = [entry.member for entry in self.manifest.members]
        if sorted([*named, MANIFEST]) != sorted(self._zip.namelist()):
            raise ArchiveError("What this backup holds is not what its manifest names: tampered.")
        for entry in self.manifest.files:
            media.refuse_unsafe(entry.member)
        self._refuse_other_tables()
        for entry in self.manifest.members:
            self._check_member(entry)

    def open(self, entry):
        """One member for reading; errors in it become ArchiveError."""
        return self._opened(entry.member)

    def rows(self, entry, table):
        """(values, bytes of the line) of one table, row by row."""
        with self.open(entry) as member:
            while line := member.readline(LINE_BYTES):
                yield table.values(line), len(line)

    @contextmanager
    def _opened(self, name: str):
        try:
            with self._zip.open(name) as member:
                yield member
        except _BROKEN as error:
            raise ArchiveError(DAMAGED) from error

    @contextmanager
    def _examined(self, name: str):
        """One member of which nothing is known yet; nothing but reading is done with it."""
        try:
            with self._opened(name) as member:
                yield member
        except _MISPLACED as error:
            raise ArchiveError(DAMAGED) from error

    def _read_manifest(self) -> Manifest:
        if MANIFEST not in self._zip.namelist():
            raise ArchiveError(NOT_OURS)
        if self._zip.getinfo(MANIFEST).file_size > MANIFEST_BYTES:
            raise ArchiveError(NOT_OURS)
        with self._examined(MANIFEST) as member:
            content = member.read()
        return Manifest.parse(content)

    def _refuse_other_tables(self) -> None:
        ours = {table.label: (table.member, table.columns) for table in tables()}
        theirs = {entry.model: (entry.member, entry.columns) for entry in self.manifest.tables}
        if len(theirs) != len(self.manifest.tables) or ours != theirs:
            raise ArchiveError("This backup has other tables or columns than this installation.")

    def _check_member(self, entry) -> None:
        digest, size, lines = hashlib.sha256(), 0, 0
        with self._examined(entry.member) as member:
            while piece := member.read(media.PIECE):
                digest.update(piece)
                size += len(piece)
                lines += piece.count(b"\n")
                if size > entry.size:
                    break
        if (size, digest.hexdigest()) != (entry.size, entry.sha256):
            raise ArchiveError(DAMAGED)
        if lines != getattr(entry, "rows", lines):
            raise ArchiveError(DAMAGED)
