"""Put a backup into the database and its files into their folder: all of it, or nothing.

The files change places just before the commit and change back when it fails. A process that
is killed in between leaves them in their staging folder, which the next restore names.
"""

from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import JSONField, Value

from . import ArchiveError, media, origin, sequences
from .reading import Archive
from .tables import BORN_FILLED, LEFT_OUT, ROWS_AT_ONCE, Wrapped, tables

BYTES_AT_ONCE = 8 * 1024 * 1024
LOCK_WAIT = "20s"
NAMED = {
    "accounts.User": "people",
    "postmortems.Incident": "incidents",
    "postmortems.Postmortem": "postmortems",
}


class NotEmpty(ArchiveError):
    """There is something to lose, and nobody said that it may be lost."""


def restore(archive: Archive, *, replace: bool = False) -> None:
    """Make this installation what it was when the backup was made.

    The archive is checked wholly before anything is touched. Rows, constraints, counts and
    files belong together in one transaction. Raises NotEmpty when there is anything that
    would be lost and not ``replace``, ArchiveError for whatever else does not fit.
    """
    origin.refuse_other_migrations(archive.manifest)
    archive.check()
    root = Path(settings.MEDIA_ROOT)
    _refuse_loss(root, replace)
    try:
        with media.staged(archive, root) as stage, _told():
            # Checked as a whole at the end: rows point at each other in circles.
            with connection.constraint_checks_disabled(), transaction.atomic():
                _wait_briefly()
                _refuse_loss(root, replace)
                _empty()
                _fill(archive)
                connection.check_constraints()
                _compare(archive)
                stage.swap()
    except OSError as error:
        raise ArchiveError(
            f"The files cannot be put into {root} ({error.strerror or error}); nothing was changed."
        ) from error
    ContentType.objects.clear_cache()


def what_would_be_lost(root: Path) -> str:
    """How much is here, in words; empty where only `manage.py migrate` has been."""
    counts = {
        table.label: table.model._base_manager.count()
        for table in tables()
        if table.label not in BORN_FILLED
    }
    told = [f"{name}: {counts[label]:,}" for label, name in NAMED.items() if counts[label]]
    if rows := sum(counts.values()):
        told.append(f"rows in all: {rows:,}")
    if files := len(media.uploads(root).files):
        told.append(f"uploaded files: {files:,}")
    return ", ".join(told)


def _refuse_loss(root: Path, replace: bool) -> None:
    if not replace and (lost := what_would_be_lost(root)):
        raise NotEmpty(
            f"This installation is not empty ({lost}). With --replace all of that is lost, "
            "and the backup takes its place."
        )


@contextmanager
def _told():
    """What the database says no to, in a sentence."""
    try:
        yield
    except IntegrityError as error:
        raise ArchiveError(
            f"The rows of this backup do not hold together ({_first_line(error)}); "
            "nothing was changed."
        ) from error
    except (DatabaseError, ValueError, OverflowError) as error:
        raise ArchiveError(
            f"The database does not take this backup ({_first_line(error)}); nothing was changed. "
            "Stop the web process and the job worker first if they run."
        ) from error


def _first_line(error) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


def _wait_briefly() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_WAIT}'")


def _empty() -> None:
    quote = connection.ops.quote_name
    names = [quote(table.name) for table in tables()]
    names += [quote(apps.get_model(label)._meta.db_table) for label in sorted(LEFT_OUT)]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"TRUNCATE {', '.join(names)}")
        else:
            for name in names:
                cursor.execute(f"DELETE FROM {name}")


def _fill(archive: Archive) -> None:
    entries = {entry.model: entry for entry in archive.manifest.tables}
    for table in tables():
        entry = entries[table.label]
        waiting, size = [], 0
        for values, length in archive.rows(entry, table):
            waiting.append(_row(table, values))
            size += length
            if len(waiting) >= ROWS_AT_ONCE or size >= BYTES_AT_ONCE:
                _insert(table, waiting)
                waiting, size = [], 0
        _insert(table, waiting)
        if entry.last is not None:
            sequences.go_on_after(table, entry.last)


def _row(table, values) -> SimpleNamespace:
    return SimpleNamespace(
        **{field.attname: _value(value) for field, value in zip(table.fields, values, strict=True)}
    )


def _value(value):
    if isinstance(value, Wrapped):
        # A bare None would be stored as no value at all.
        return Value(None, JSONField()) if value.value is None else value.value
    return value


def _insert(table, rows) -> None:
    """As they are: no signal, no default, no time of saving takes the place of what was."""
    if not rows:
        return
    size = connection.ops.bulk_batch_size(table.fields, rows)
    for start in range(0, len(rows), size):
        table.model._base_manager._insert(
            rows[start : start + size], table.fields, using=connection.alias, raw=True
        )


def _compare(archive: Archive) -> None:
    told = {entry.model: entry.rows for entry in archive.manifest.tables}
    for table in tables():
        if table.model._base_manager.count() != told[table.label]:
            raise ArchiveError(f"Not every row of {table.label} arrived; nothing was changed.")
