import tempfile
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import override_settings

from . import archives

GRAPH = bytes(range(256)) * 40


@pytest.fixture
def media(settings, tmp_path):
    """A folder of uploads: one at the top, one further down with a name of its own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    (settings.MEDIA_ROOT / "2026").mkdir(parents=True)
    (settings.MEDIA_ROOT / "graph.png").write_bytes(GRAPH)
    (settings.MEDIA_ROOT / "2026" / "Übersicht 1.txt").write_text("what was seen\n")
    return settings.MEDIA_ROOT


@pytest.fixture(scope="session")
def kept(tmp_path_factory):
    """Where the first to load the demo leaves a backup of it for the next."""
    return tmp_path_factory.mktemp("kept") / "demo.zip"


def fill(kept):
    """The demo: loaded once by its verbs, afterwards restored, which takes far less time."""
    with tempfile.TemporaryDirectory() as nothing, override_settings(MEDIA_ROOT=nothing):
        if kept.exists():
            archives.restore(kept, replace=True)
        else:
            call_command("load_demo", stdout=StringIO())
            archives.back_up(kept)
    connection.check_constraints()  # or PostgreSQL would not empty tables any more


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker, kept):
    """The demo, once for a module and rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        fill(kept)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def installation(demo, db, media):
    """The demo with uploads, inside a transaction: whatever a test does to it is undone."""
    return media


@pytest.fixture
def backup(installation, tmp_path):
    """A backup of the installation."""
    return archives.back_up(tmp_path / "backup.zip")


@pytest.fixture
def committed(transactional_db, media, kept):
    """The same outside any transaction, for what the commands' own ones must do."""
    fill(kept)
    return media
