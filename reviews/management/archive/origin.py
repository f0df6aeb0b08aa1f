"""Where a backup comes from: the product's version and the migrations of its database."""

import tomllib

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from . import ArchiveError


def version() -> str:
    with (settings.BASE_DIR / "pyproject.toml").open("rb") as file:
        return tomllib.load(file)["project"]["version"]


def migrations() -> dict[str, list[str]]:
    """The migrations that this database has had, by app.

    Raises ArchiveError when the code brings others: the models would not fit the tables.
    """
    applied = set(MigrationRecorder(connection).applied_migrations())
    known = set(MigrationLoader(connection).graph.nodes)
    if known - applied:
        raise ArchiveError("This database lacks migrations: run `manage.py migrate` first.")
    found: dict[str, list[str]] = {}
    for app, name in sorted(applied & known):
        found.setdefault(app, []).append(name)
    return found


def refuse_other_migrations(manifest) -> None:
    """Only a database of exactly the backup's shape can take it; otherwise say what to do."""
    theirs, ours = _pairs(manifest.migrations), _pairs(migrations())
    if theirs == ours:
        return
    made_by = f"Afterword {manifest.version} (build {manifest.build})"
    if theirs < ours:
        raise ArchiveError(
            f"This backup is older than this installation: put the code of {made_by} beside "
            "an empty database, restore there, then upgrade that installation."
        )
    if theirs > ours:
        raise ArchiveError(
            f"This backup is newer than this installation: it was made by {made_by}; "
            "upgrade this one first."
        )
    other = ", ".join(".".join(pair) for pair in sorted(theirs ^ ours)[:4])
    raise ArchiveError(
        f"This backup was made by {made_by}, whose tables differ from these ({other}): "
        "restore it with the code that made it."
    )


def _pairs(migrations) -> set[tuple[str, str]]:
    return {(app, name) for app, names in migrations.items() for name in names}
