"""A backup: whole, consistent, private, and never a half one."""

import resource
from contextlib import contextmanager

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from reviews.management.archive.tables import tables

from . import archives
from .conftest import GRAPH


def test_backup_holds_every_table_but_sessions(backup):
    held = {entry["model"]: entry["rows"] for entry in archives.manifest(backup)["tables"]}
    every = {model._meta.label: model for model in apps.get_models(include_auto_created=True)}
    assert set(every) - set(held) == {"sessions.Session"}
    for label, count in held.items():
        assert count == every[label]._base_manager.count(), label
    assert sum(held.values()) > 500


def test_backup_holds_every_column(backup):
    columns = {entry["model"]: entry["columns"] for entry in archives.manifest(backup)["tables"]}
    with connection.cursor() as cursor:
        for table in tables():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table.name)} LIMIT 0")
            assert set(columns[table.label]) == {column[0] for column in cursor.description}


def test_backup_holds_the_uploads(backup):
    held = archives.members(backup)
    assert held["media/graph.png"] == GRAPH
    assert held["media/2026/Übersicht 1.txt"] == b"what was seen\n"


def test_backup_says_where_it_comes_from(backup, settings):
    told = archives.manifest(backup)
    assert (told["product"], told["format"]) == ("Afterword", 1)
    assert told["database"] == connection.vendor
    assert told["build"] == settings.BUILD
    assert told["version"] == "0.1.0"


def test_backup_is_readable_by_its_owner_alone(backup):
    assert backup.stat().st_mode & 0o777 == 0o600


def test_backup_leaves_links_out(installation, tmp_path):
    secret = tmp_path / "elsewhere"
    secret.write_text("not an upload")
    (installation / "link").symlink_to(secret)

    held = archives.members(archives.back_up(tmp_path / "backup.zip"))

    assert "media/link" not in held
    assert "media/graph.png" in held


def test_backup_does_not_overwrite_unless_told(backup):
    before = backup.read_bytes()
    with pytest.raises(CommandError, match="exists already"):
        archives.back_up(backup)
    assert backup.read_bytes() == before

    call_command("backup", backup, "--force", verbosity=0)

    assert backup.read_bytes() != before
    assert backup.stat().st_mode & 0o777 == 0o600


@contextmanager
def files_no_larger_than(size):
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_backup_without_room_leaves_nothing_behind(installation, tmp_path):
    (tmp_path / "backups").mkdir()

    with files_no_larger_than(20_000), pytest.raises(CommandError, match="File too large"):
        archives.back_up(tmp_path / "backups" / "backup.zip")

    assert list((tmp_path / "backups").iterdir()) == []


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("missing/backup.zip", "No such file or directory"),
        ("media/backup.zip", "which is part of it"),
        ("media", "which is part of it"),
        (".", "is a folder"),
    ],
)
def test_backup_to_a_wrong_place_is_one_sentence(installation, tmp_path, name, sentence):
    before = archives.files()
    with pytest.raises(CommandError, match=sentence) as refused:
        archives.back_up(tmp_path / name)
    assert "\n" not in str(refused.value)
    assert archives.files() == before


def test_backup_of_an_unreadable_database_is_one_sentence(installation, tmp_path):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE accounts_outboxmail RENAME TO elsewhere")
    with (
        pytest.raises(CommandError, match="The database cannot be read") as refused,
        transaction.atomic(),
    ):
        archives.back_up(tmp_path / "backup.zip")
    assert "\n" not in str(refused.value)
    assert not (tmp_path / "backup.zip").exists()
