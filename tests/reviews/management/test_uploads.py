"""The folder of uploads: all of it in a backup, and never lost by a restore that fails."""

import os
from io import StringIO
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command

from reviews.management.archive import ArchiveError
from reviews.management.archive import media as folder
from reviews.management.archive.media import staged, uploads

from . import archives
from .conftest import GRAPH

NO_FILES = SimpleNamespace(manifest=SimpleNamespace(files=[]))


def test_files_that_cannot_be_moved_back_are_kept_and_told(media, monkeypatch):
    def fail(source, target):
        raise OSError(5, "Input/output error")

    def swap_and_fail():
        with staged(NO_FILES, media) as stage:
            stage.swap()
            monkeypatch.setattr(os, "rename", fail)
            raise RuntimeError("the commit failed")

    with pytest.raises(ArchiveError, match=r"Input/output error.*are in .*/\.restore-.*/old"):
        swap_and_fail()

    (kept,) = media.glob(".restore-*")
    assert (kept / "old" / "graph.png").read_bytes() == GRAPH
    assert (kept / "old" / "2026" / "Übersicht 1.txt").exists()


def test_files_that_did_not_get_away_stay_where_they_are(media, monkeypatch):
    """The second move fails: the first is undone, the second never happened."""
    before, moves = archives.files(), []

    def move(source, target, rename=os.rename):
        moves.append(source)
        if len(moves) == 2:
            raise OSError(5, "Input/output error")
        rename(source, target)

    monkeypatch.setattr(os, "rename", move)
    with pytest.raises(OSError, match="Input/output error"):
        with staged(NO_FILES, media) as stage:
            stage.swap()
    assert archives.files() == before


def test_restore_is_refused_while_another_left_its_folder(media):
    (media / ".restore-stopped" / "old").mkdir(parents=True)
    (media / ".restore-stopped" / "old" / "kept.txt").write_text("of before")
    before = archives.files()

    with pytest.raises(ArchiveError, match=r"left .*/media/\.restore-stopped; nothing was"):
        with staged(NO_FILES, media) as stage:
            stage.swap()

    assert archives.files() == before
    assert [path.name for path in media.glob(".restore-*")] == [".restore-stopped"]


def test_folder_of_the_file_system_is_left_alone(media):
    (media / "lost+found").mkdir()
    (media / "lost+found" / "#1").write_text("not an upload")
    (media / "2026" / "lost+found").write_text("an upload")

    names = [name for name, _ in uploads(media).files]
    with staged(NO_FILES, media) as stage:
        stage.swap()

    assert names == ["media/2026/lost+found", "media/2026/Übersicht 1.txt", "media/graph.png"]
    assert list(archives.files()) == ["lost+found/#1"]


def test_folder_that_cannot_be_read_ends_a_backup(installation, tmp_path, monkeypatch):
    def scandir(path, scan=os.scandir):
        if str(path).endswith("2026"):
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", scandir)
    with pytest.raises(CommandError, match=r"Cannot read .*media/2026: Permission denied"):
        archives.back_up(tmp_path / "backup.zip")
    assert not (tmp_path / "backup.zip").exists()


def test_backup_says_how_many_links_it_leaves_out(installation, tmp_path):
    (installation / "link").symlink_to(installation / "graph.png")
    (installation / "linked").symlink_to(installation / "2026")
    told = StringIO()

    call_command("backup", tmp_path / "backup.zip", stdout=told)

    assert "Left out: 2 links" in told.getvalue()
    assert archives.manifest(tmp_path / "backup.zip")["left_out"] == 2
    assert len(archives.manifest(tmp_path / "backup.zip")["files"]) == 2
    call_command("restore", tmp_path / "backup.zip", "--check", verbosity=0)


def test_upload_that_is_deleted_meanwhile_is_not_in_the_backup(installation, tmp_path, monkeypatch):
    def look(root, really=folder.uploads):
        found = really(root)
        (installation / "graph.png").unlink()
        return found

    monkeypatch.setattr(folder, "uploads", look)
    held = archives.members(archives.back_up(tmp_path / "backup.zip"))

    assert "media/graph.png" not in held
    assert "media/2026/Übersicht 1.txt" in held
    call_command("restore", tmp_path / "backup.zip", "--check", verbosity=0)


def test_upload_that_cannot_be_read_is_told_as_that(installation, tmp_path, monkeypatch):
    found = folder.Uploads([("media/odd", installation / "2026")])
    monkeypatch.setattr(folder, "uploads", lambda root: found)
    with pytest.raises(CommandError, match=r"Cannot read .*media/2026: Is a directory"):
        archives.back_up(tmp_path / "backup.zip")
