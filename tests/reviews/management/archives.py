"""Backups for tests: what an installation holds, and backups that are not as they should be."""

import hashlib
import json
import zipfile
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from accounts.models import AuditRecord, User
from postmortems.models import Service, TimelineEntry
from reviews.management.archive import sequences
from reviews.management.archive.tables import tables
from tests.kept import _dump


def rows():
    """{table: rows} of the whole database as it is stored; sessions do not count."""
    return {name: found for name, found in _dump().items() if "session" not in name}


def files():
    root = Path(settings.MEDIA_ROOT)
    found = root.rglob("*")
    return {str(one.relative_to(root)): one.read_bytes() for one in found if one.is_file()}


def numbers():
    """{table: the last number given out}: what the next row of each will be called."""
    return {table.label: sequences.last_number(table) for table in tables()}


def everything():
    return rows(), files(), numbers()


def back_up(path):
    call_command("backup", path, verbosity=0)
    return path


def restore(path, **options):
    connection.check_constraints()  # or PostgreSQL would not empty what a test wrote to
    call_command("restore", path, verbosity=0, **options)


def destroy(media):
    """An installation whose rows were changed, removed and added, and its uploads too."""
    TimelineEntry.objects.update(text="overwritten")
    User.objects.update(name="Nobody", password="none")
    AuditRecord.objects.all().delete()
    Service.objects.create(name="made since")
    (media / "graph.png").write_bytes(b"overwritten")
    (media / "since.txt").write_text("made since")
    (media / "2026" / "Übersicht 1.txt").unlink()


def members(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def told_rows(path):
    """Every row of every table in the backup; two databases may order a JSON object's keys
    differently, which these do not tell apart."""
    return {
        name: [json.loads(line) for line in content.splitlines()]
        for name, content in members(path).items()
        if name.startswith("tables/")
    }


def manifest(path):
    return json.loads(members(path)["manifest.json"])


def doctor(path, change, *, hide=False):
    """Rewrite the backup after ``change(contents, manifest)``.

    ``hide`` makes sizes, checksums and counts fit again, as somebody would who knows how.
    """
    contents = members(path)
    told = json.loads(contents.pop("manifest.json"))
    change(contents, told)
    if hide:
        for entry in [*told["tables"], *told["files"]]:
            content = contents[entry["member"]]
            entry["size"], entry["sha256"] = len(content), hashlib.sha256(content).hexdigest()
            if "rows" in entry:
                entry["rows"] = content.count(b"\n")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
        archive.writestr("manifest.json", json.dumps(told))
    return path
