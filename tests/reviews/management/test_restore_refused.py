"""A restore that cannot be whole does not begin: one sentence, and nothing was changed."""

import json
import resource
import zipfile
from contextlib import suppress

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from postmortems.models import Service
from reviews.management.archive import ArchiveError, origin
from reviews.management.archive.reading import Archive

from . import archives


@pytest.fixture
def refused(backup):
    """``refused(sentence)``: restoring says that, in one line, and everything is untouched."""
    Service.objects.create(name="made since")
    before = archives.everything()

    def is_refused(sentence, **options):
        with pytest.raises(CommandError, match=sentence) as refusal:
            archives.restore(backup, **{"replace": True, **options})
        assert "\n" not in str(refusal.value)
        assert archives.everything() == before
        assert list(backup.parent.glob("media/.*")) == []

    return is_refused


def test_full_installation_is_not_overwritten(refused):
    refused(r"not empty \(people: \d+, incidents: \d+, .*uploaded files: 2\)", replace=False)


def test_uploads_alone_are_something_to_lose(backup, media):
    call_command("flush", interactive=False, verbosity=0)
    with pytest.raises(CommandError, match=r"not empty \(uploaded files: 2\)"):
        archives.restore(backup)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "not a backup"),
        (b"something else entirely\n" * 100, "not a backup"),
        (b"PK\x03\x04", "not a backup"),
    ],
)
def test_foreign_file_is_refused(backup, refused, content, sentence):
    backup.write_bytes(content)
    refused(sentence)


def test_absent_file_is_refused(backup, refused):
    backup.unlink()
    refused("No such file")


def test_foreign_zip_file_is_refused(backup, refused):
    with zipfile.ZipFile(backup, "w") as archive:
        archive.writestr("holiday.txt", "sun")
    refused("not a backup of Afterword")


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.999])
def test_backup_cut_short_is_refused(backup, refused, part):
    whole = backup.read_bytes()
    backup.write_bytes(whole[: int(len(whole) * part)])
    refused("cut short")


def test_flipped_bit_is_found_wherever_it_matters(backup):
    """A zip file tells some things twice; a bit of what nobody reads may flip unnoticed."""
    whole, held, found = backup.read_bytes(), archives.members(backup), 0
    for place in range(50, len(whole), len(whole) // 60):
        backup.write_bytes(whole[:place] + bytes([whole[place] ^ 16]) + whole[place + 1 :])
        with suppress(CommandError):
            archives.restore(backup, check=True)
            assert archives.members(backup) == held
            continue
        found += 1
    assert found > 30


def test_every_flipped_bit_in_the_list_of_members_is_survived(backup):
    """There a flipped bit sends the reader anywhere, also to before the file's beginning."""
    whole = backup.read_bytes()
    with zipfile.ZipFile(backup) as archive:
        listed = archive.start_dir
    for place in range(listed, listed + 120):
        for bit in range(8):
            backup.write_bytes(
                whole[:place] + bytes([whole[place] ^ (1 << bit)]) + whole[place + 1 :]
            )
            with suppress(ArchiveError), Archive(backup) as opened:
                opened.check()


def rename_a_person(contents, manifest):
    contents["tables/accounts.User.jsonl"] = contents["tables/accounts.User.jsonl"].replace(
        b"Maya", b"Mara"
    )


def drop_a_row(contents, manifest):
    lines = contents["tables/accounts.User.jsonl"].splitlines(keepends=True)
    contents["tables/accounts.User.jsonl"] = b"".join(lines[:-1])


def drop_a_table(contents, manifest):
    del contents["tables/reviews.Stop.jsonl"]


def drop_a_table_wholly(contents, manifest):
    del contents["tables/reviews.Stop.jsonl"]
    manifest["tables"] = [one for one in manifest["tables"] if one["model"] != "reviews.Stop"]


def add_a_member(contents, manifest):
    contents["media/extra.txt"] = b"not named"


def empty_the_manifest(contents, manifest):
    manifest["tables"] = None


def name_no_version(contents, manifest):
    del manifest["version"]


def be_of_tomorrow(contents, manifest):
    manifest["format"] = 2


def be_of_something_else(contents, manifest):
    manifest["product"] = "Forethought"


def rename_a_column(contents, manifest):
    manifest["tables"][0]["columns"][1] = "other"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (rename_a_person, "damaged"),
        (drop_a_row, "damaged"),
        (drop_a_table, "not what its manifest names"),
        (drop_a_table_wholly, "other tables or columns"),
        (add_a_member, "not what its manifest names"),
        (empty_the_manifest, "manifest of this backup is unreadable"),
        (name_no_version, "manifest of this backup is unreadable"),
        (be_of_tomorrow, "format 2"),
        (be_of_something_else, "not a backup of Afterword"),
        (rename_a_column, "other tables or columns"),
    ],
)
def test_changed_backup_is_refused(backup, refused, change, sentence):
    archives.doctor(backup, change)
    refused(sentence)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda told: told.setdefault("accounts", []).append("9999_later"), "newer than this"),
        (lambda told: told.update(elsewhere=["0001_initial"]), "newer than this"),
    ],
)
def test_backup_of_a_newer_version_is_refused(backup, refused, change, sentence):
    archives.doctor(backup, lambda contents, manifest: change(manifest["migrations"]))
    refused(sentence)


def test_backup_of_an_older_version_is_refused(backup, refused, monkeypatch):
    theirs = origin.migrations()
    monkeypatch.setattr(origin, "migrations", lambda: {**theirs, "accounts": ["0001", "0002"]})
    archives.doctor(backup, lambda contents, told: told["migrations"].update(accounts=["0001"]))
    refused("older than this installation: put the code of Afterword 0.1.0")


@pytest.mark.parametrize(
    "name", ["media/../escaped", "/tmp/escaped", "media//etc/escaped", "media/a\\..\\b", "media/"]
)
def test_file_that_would_leave_its_folder_is_refused(backup, refused, tmp_path, name):
    def escape(contents, manifest):
        contents[name] = b"gotcha"
        manifest["files"].append({"member": name, "size": 0, "sha256": ""})

    archives.doctor(backup, escape, hide=True)
    refused("leave its folder")
    assert not (tmp_path / "escaped").exists()


def edit_rows(label, edit):
    def change(contents, manifest):
        lines = contents[f"tables/{label}.jsonl"].splitlines()
        edited = [json.dumps(edit(json.loads(line))).encode() + b"\n" for line in lines]
        contents[f"tables/{label}.jsonl"] = b"".join(edited)

    return change


@pytest.mark.parametrize(
    ("label", "edit", "sentence"),
    [
        ("postmortems.Service", lambda row: row[:-1], "unreadable row of postmortems.Service"),
        ("postmortems.Service", lambda row: {"id": 1}, "unreadable row"),
        ("accounts.AuditRecord", lambda row: [one and "no date" for one in row], "unreadable row"),
        ("postmortems.Service", lambda row: [1, *row[1:]], "do not hold together"),
        ("postmortems.Incident_services", lambda row: [row[0], row[1], 987654], "hold together"),
        ("accounts.User", lambda row: [10**30, *row[1:]], "does not take this backup"),
    ],
)
def test_rows_that_do_not_fit_are_refused(backup, refused, label, edit, sentence):
    archives.doctor(backup, edit_rows(label, edit), hide=True)
    refused(sentence)


def test_no_room_for_the_files_is_refused(backup, refused):
    def grow(contents, manifest):
        contents["media/graph.png"] = b"0" * 30_000_000

    archives.doctor(backup, grow, hide=True)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000_000, hard))
    try:
        refused("cannot be put into")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_restore_counts_nobody_before_it_is_asked(backup):
    """The cast is really in the backup: what is refused above would have done something."""
    User.objects.update(name="Nobody")
    archives.restore(backup, replace=True)
    assert not User.objects.filter(name="Nobody").exists()
