"""Make a backup: one consistent look at the database, streamed into one file."""

import hashlib
import os
import zipfile
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from . import MANIFEST, ArchiveError, media, origin, sequences
from .manifest import FileEntry, Manifest, TableEntry
from .tables import tables

# Texts shrink to a fifth at the lowest level already; the highest takes four times as long.
LEVEL = 3


def write(path: Path, *, force: bool = False) -> Manifest:
    """Back everything up into ``path``, readable by its owner alone.

    The file appears under its name only when it is whole; otherwise nothing is left behind.
    Raises ArchiveError when the name is taken (unless ``force``) or cannot be written, and
    when an upload cannot be read.
    """
    media_root = Path(settings.MEDIA_ROOT)
    if path.resolve().is_relative_to(media_root.resolve()):
        raise ArchiveError(f"A backup cannot lie in {media_root}, which is part of it.")
    _refuse_taken(path, force)
    unfinished = path.with_name(f"{path.name}.unfinished-{os.getpid()}")
    try:
        with _private_file(unfinished) as file:
            manifest = _fill(file, media_root)
        _refuse_taken(path, force)
        os.replace(unfinished, path)
        _keep_name(path.parent)
    except OSError as error:
        raise ArchiveError(f"Cannot write {path}: {error.strerror or error}.") from error
    except DatabaseError as error:
        told = str(error).strip().splitlines()[0]
        raise ArchiveError(f"The database cannot be read ({told}).") from error
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
    return manifest


def _refuse_taken(path: Path, force: bool) -> None:
    if path.is_dir():
        raise ArchiveError(f"{path} is a folder: name a file in it.")
    if path.exists() and not force:
        raise ArchiveError(f"{path} exists already: choose another name, or add --force.")


@contextmanager
def _private_file(path: Path):
    number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(number, "wb") as file:
        yield file
        file.flush()
        os.fsync(number)


def _keep_name(folder: Path) -> None:
    """A new name survives a power cut only once its folder is on the disk."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _fill(file, media_root: Path) -> Manifest:
    options = {"compression": zipfile.ZIP_DEFLATED, "compresslevel": LEVEL, "allowZip64": True}
    with zipfile.ZipFile(file, "w", **options) as archive:
        with one_snapshot():
            manifest = Manifest(
                version=origin.version(),
                build=settings.BUILD,
                created_at=timezone.now().isoformat(),
                database=connection.vendor,
                migrations=origin.migrations(),
            )
            for table in tables():
                manifest.tables.append(_add_table(archive, table))
        uploads = media.uploads(media_root)
        manifest.left_out = uploads.left_out
        for name, path in uploads.files:
            manifest.files += _add_file(archive, name, path)
        # Last, when all is counted; a zip file is read from its end anyway.
        archive.writestr(MANIFEST, manifest.dump())
    return manifest


@contextmanager
def one_snapshot():
    """All reads inside see one moment, whatever others write meanwhile; nobody waits.

    An SQLite transaction of Django's would take the write lock; a plain BEGIN reads only.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")


def _add_table(archive: zipfile.ZipFile, table) -> TableEntry:
    with _member(archive, table.member) as member:
        rows = 0
        for line in table.lines():
            member.write(line)
            rows += 1
    return TableEntry(
        model=table.label,
        member=table.member,
        columns=table.columns,
        rows=rows,
        size=member.size,
        sha256=member.sha256,
        last=sequences.last_number(table),
    )


def _add_file(archive: zipfile.ZipFile, name: str, path: Path) -> list[FileEntry]:
    """One upload; nothing, where somebody deleted it since the folder was looked through."""
    try:
        source = path.open("rb")
    except FileNotFoundError:
        return []
    except OSError as error:
        raise media.unreadable(path, error) from error
    with source, _member(archive, name) as member:
        while piece := _piece_of(source, path):
            member.write(piece)
    return [FileEntry(member=name, size=member.size, sha256=member.sha256)]


def _piece_of(source, path: Path) -> bytes:
    try:
        return source.read(media.PIECE)
    except OSError as error:
        raise media.unreadable(path, error) from error


@contextmanager
def _member(archive: zipfile.ZipFile, name: str):
    # force_zip64: how long it gets is known only at its end.
    with archive.open(name, "w", force_zip64=True) as target:
        yield _Counted(target)


class _Counted:
    """A member being written, measured on the way."""

    def __init__(self, target) -> None:
        self.size = 0
        self._target = target
        self._digest = hashlib.sha256()

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()

    def write(self, piece: bytes) -> None:
        self._target.write(piece)
        self._digest.update(piece)
        self.size += len(piece)
