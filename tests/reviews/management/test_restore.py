"""A restore: everything is as it was when the backup was made, on either database."""

from datetime import UTC, datetime

from django.apps import apps
from django.core.management import call_command
from django.db import connection

from accounts.models import AuditRecord, User
from postmortems.domain.coediting import open_document
from postmortems.enums import State
from postmortems.models import Incident, LiveSnapshot, Postmortem, Service, TimelineEntry
from reviews.management.archive import sequences
from reviews.management.archive.tables import tables

from . import archives


def test_restore_keeps_what_is_hard_to_keep(installation, tmp_path):
    """Microseconds, bytes, JSON of every kind, empty and absent, circles, rows of other apps."""
    moment = datetime(2026, 2, 28, 23, 59, 59, 123456, tzinfo=UTC)
    AuditRecord.objects.update(at=moment, after={"ö": [1, 2.5, None, True, "\u2028'\"\\"]})
    TimelineEntry.objects.update(payload=None)
    first, second = TimelineEntry.objects.all()[:2]
    with connection.cursor() as cursor:  # the value null, which is not the absence of one
        cursor.execute(
            "UPDATE postmortems_timelineentry SET payload = 'null' WHERE id = %s", [first.pk]
        )
    TimelineEntry.objects.filter(pk=second.pk).update(payload={"nested": {"list": []}})
    postmortem = Postmortem.objects.first()
    Incident.objects.filter(pk=postmortem.incident_id).update(covered_by=postmortem)
    live = open_document(Postmortem.objects.filter(state=State.DRAFT).first())
    LiveSnapshot.objects.create(document=live, upto_seq=0, state=bytes(range(256)))
    before = archives.rows()

    backup = archives.back_up(tmp_path / "backup.zip")
    archives.restore(backup, replace=True)

    assert archives.rows() == before
    assert bytes(LiveSnapshot.objects.get().state) == bytes(range(256))
    assert TimelineEntry.objects.filter(payload__isnull=False).count() == 2


def test_restore_never_gives_a_number_out_twice(installation, tmp_path):
    removed = Service.objects.create(name="removed").pk
    Service.objects.filter(pk=removed).delete()
    backup = archives.back_up(tmp_path / "backup.zip")
    for number in range(5):
        Service.objects.create(name=f"since {number}")

    archives.restore(backup, replace=True)

    assert Service.objects.create(name="next").pk == removed + 1


def test_restore_lets_every_table_go_on(backup):
    archives.restore(backup, replace=True)
    for table in tables():
        if table.model._meta.pk.get_internal_type() in ("AutoField", "BigAutoField"):
            assert _next_number(table) > (_highest(table) or 0), table.label


def _highest(table):
    return table.model._base_manager.order_by("-pk").values_list("pk", flat=True).first()


def _next_number(table):
    return sequences.last_number(table) + 1


def test_restore_signs_everyone_out(backup, client):
    client.force_login(User.objects.first())
    assert apps.get_model("sessions.Session").objects.exists()

    archives.restore(backup, replace=True)

    assert not apps.get_model("sessions.Session").objects.exists()


def test_restore_says_what_it_did(backup, capsys):
    call_command("restore", backup, "--replace")
    told = archives.manifest(backup)
    rows = sum(entry["rows"] for entry in told["tables"])
    assert f"Restored and compared: {rows:,} rows" in capsys.readouterr().out


def test_check_changes_nothing(backup, media, capsys):
    archives.destroy(media)
    before = archives.everything()

    call_command("restore", backup, "--check")

    assert archives.everything() == before
    assert "The backup is whole" in capsys.readouterr().out
