"""Images and files of postmortems in a backup: a row and its bytes come back together."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from postmortems.domain import attachment as attachments
from postmortems.enums import State
from postmortems.models import Attachment, Postmortem
from tests import pictures

from . import archives

LOG = b"14:02 errors rise\x00\xff" * 5000


@pytest.fixture
def added(installation, settings):
    """A picture, another one that was removed, and a file, taken as the pages take them.

    Their bytes lie in files, as they do in an installation.
    """
    default = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    settings.STORAGES = {**settings.STORAGES, "default": default}
    draft = Postmortem.objects.filter(state=State.DRAFT, incident__visibility="organization")[0]
    graph, removed, log = (
        attachments.take(draft, SimpleUploadedFile(name, data), alt=name, by=draft.owner)
        for name, data in (
            ("graph.png", pictures.encoded()),
            ("wrong.jpg", pictures.with_place()),
            ("worker.log", LOG),
        )
    )
    attachments.remove(removed, by=draft.owner)
    return graph, removed, log


def test_restore_brings_rows_and_bytes_of_attachments_back(added, tmp_path, media, client):
    graph, removed, log = added
    before = archives.everything()
    backup = archives.back_up(tmp_path / "backup.zip")
    for one in added:
        (media / one.file.name).unlink()
    Attachment.objects.filter(pk=log.pk).update(name="gone.exe", sha256="0" * 64)

    archives.restore(backup, replace=True)

    assert archives.everything() == before
    client.force_login(graph.postmortem.owner)
    shown, downloaded = client.get(graph.get_absolute_url()), client.get(log.get_absolute_url())
    assert hashlib.sha256(b"".join(shown)).hexdigest() == graph.sha256
    assert b"".join(downloaded) == LOG
    assert 'filename="worker.log"' in downloaded["Content-Disposition"]
    assert client.get(removed.get_absolute_url()).status_code == 404
    attachments.restore(Attachment.objects.get(pk=removed.pk), by=graph.postmortem.owner)
    assert len(b"".join(client.get(removed.get_absolute_url()))) == removed.size


def test_backup_names_every_file_that_a_row_names(added, tmp_path):
    held = archives.members(archives.back_up(tmp_path / "backup.zip"))
    for one in added:
        stored = held[f"media/{one.file.name}"]
        assert (len(stored), hashlib.sha256(stored).hexdigest()) == (one.size, one.sha256)
