"""Backup and restore in their own transactions, as an operator runs them."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

from postmortems.models import Service
from reviews.management.archive import origin
from reviews.management.archive.writing import one_snapshot

from . import archives

ROOT = Path(__file__).resolve().parents[3]

# Another installation: made, filled from one backup and backed up into another.
ELSEWHERE = """
import sys
import django
django.setup()
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
source, target, migrated = sys.argv[1:]
if migrated == "no":
    settings.MIGRATION_MODULES = {app.label: None for app in apps.get_app_configs()}
call_command("migrate", run_syncdb=True, verbosity=0)
call_command("restore", source)
call_command("backup", target)
"""


def test_restore_brings_everything_back(committed, tmp_path):
    backup = archives.back_up(tmp_path / "backup.zip")
    before = archives.everything()
    archives.destroy(committed)
    assert archives.rows() != before[0]
    assert archives.files() != before[1]

    archives.restore(backup, replace=True)

    assert archives.everything() == before


def test_restore_fills_a_new_installation(committed, settings, tmp_path):
    backup = archives.back_up(tmp_path / "backup.zip")
    before = archives.everything()
    call_command("flush", interactive=False, verbosity=0)
    settings.MEDIA_ROOT = tmp_path / "new" / "media"

    archives.restore(backup)

    assert archives.everything() == before


def test_backup_moves_to_another_database_and_back(committed, tmp_path):
    """Elsewhere is SQLite: with PostgreSQL here, that is from one to the other and back."""
    backup = archives.back_up(tmp_path / "backup.zip")
    before = archives.everything()
    (tmp_path / "elsewhere").mkdir()
    returned = tmp_path / "returned.zip"
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SECRET_KEY": "only-for-this-test-" + "0123456789" * 4,
        "DATABASE_URL": f"sqlite:///{tmp_path / 'elsewhere' / 'afterword.sqlite3'}",
        "VAR_DIR": str(tmp_path / "elsewhere"),
    }
    migrated = "yes" if origin.migrations() else "no"
    done = subprocess.run(
        [sys.executable, "-c", ELSEWHERE, backup, returned, migrated],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert archives.told_rows(returned) == archives.told_rows(backup)
    assert archives.manifest(returned)["database"] == "sqlite"
    archives.destroy(committed)

    archives.restore(returned, replace=True)

    assert archives.everything() == before


def test_backup_sees_one_moment_while_others_write(committed):
    """Nobody waits for a backup, and it does not see half of what they do."""
    written = threading.Event()

    def write():
        Service.objects.create(name="made meanwhile")
        connection.close()
        written.set()

    other = threading.Thread(target=write)
    with one_snapshot():
        before = Service.objects.count()
        other.start()
        assert written.wait(10)
        assert Service.objects.count() == before
    other.join()
    assert Service.objects.count() == before + 1


def test_files_return_when_the_commit_fails(committed, tmp_path, monkeypatch):
    """The last thing that can fail: by then the files have changed places."""
    backup = archives.back_up(tmp_path / "backup.zip")
    archives.destroy(committed)
    before = archives.everything()

    def fail():
        raise OperationalError("disk I/O error")

    with monkeypatch.context() as patch:
        patch.setattr(connection, "_commit", fail)
        with pytest.raises(CommandError, match="does not take this backup"):
            archives.restore(backup, replace=True)

    assert archives.everything() == before
    assert list(committed.glob(".*")) == []
