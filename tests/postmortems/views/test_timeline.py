"""The timeline at speed: a typed line, a pasted block, several at once, what is shown of it."""

from datetime import UTC, datetime, timedelta
from html import escape

import pytest
from django.urls import reverse

from accounts.models import AuditRecord
from postmortems.domain.incident import change_incident
from postmortems.domain.record import change_record, remove_record
from postmortems.models import TimelineEntry
from tests.factories.postmortems import TimelineEntryFactory
from tests.hostile import HOSTILE_TEXTS
from tests.scenes import finalized, renewed

STARTED = datetime(2026, 3, 1, 13, 0, tzinfo=UTC)
HTMX = {"HX-Request": "true"}
CHAT = "Maya Reyes  [2:05 PM]\nSeeing errors\n\nAmara Okafor  2:07 PM\nRolled back\nnobody said"


@pytest.fixture
def berlin(cast):
    """The cast around an incident that began on 1 March 2026, 14:00 in Berlin."""
    values = {"time_zone": "Europe/Berlin", "started_at": STARTED}
    change_incident(cast.incident, values, base=cast.incident.version, by=cast.owner)
    return renewed(cast)


def at(name, cast):
    return reverse(f"postmortems:timeline-{name}", args=[cast.incident.pk])


def section(cast, query=""):
    return reverse("postmortems:section", args=[cast.postmortem.pk, "timeline"]) + query


def send(client, cast, line, **more):
    return client.post(at("line", cast), {"line": line, "next": section(cast), **more})


def entries(cast):
    return list(cast.incident.timeline.kept().in_order())


def test_line_becomes_an_entry_in_the_incidents_zone(berlin, client_of):
    response = send(client_of(berlin.owner), berlin, "14:05 alert for checkout")
    (entry,) = entries(berlin)
    assert response.url == f"{section(berlin)}#add-quick-timeline"
    assert (entry.occurred_at, entry.text) == (STARTED + timedelta(minutes=5), "alert for checkout")
    assert (entry.kind, entry.created_by, entry.source) == ("detection", berlin.owner, "manual")


def test_lines_count_from_the_one_that_was_added_last(berlin, client_of):
    client = client_of(berlin.owner)
    for line in ("20:00 late", "14:05 early", "+5m next", "T+1h from the start"):
        send(client, berlin, line)
    told = [(entry.occurred_at - STARTED, entry.text) for entry in entries(berlin)]
    assert told == [
        (timedelta(minutes=5), "early"),
        (timedelta(minutes=10), "next"),
        (timedelta(minutes=60), "from the start"),
        (timedelta(hours=6), "late"),
    ]
    first = next(entry for entry in entries(berlin) if entry.text == "early")
    send(client, berlin, "+1m", after=first.pk)
    send(client, berlin, "+1m named", after=first.pk)
    assert TimelineEntry.objects.get(text="named").occurred_at == STARTED + timedelta(minutes=6)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("nothing of a time", "no time on it"),
        ("14:05", "without words"),
        ("25:99 x", "no such time"),
        ("", "Begin with the time"),
        ("14:05 nul \x00", "Null characters"),
    ],
)
def test_line_that_cannot_be_read_comes_back_with_words(berlin, client_of, line, why):
    for headers in ({}, HTMX):
        response = client_of(berlin.owner).post(at("line", berlin), {"line": line}, headers=headers)
        html = response.content.decode()
        assert response.status_code == 422
        assert why in html
        assert line.replace("\x00", "") in html.replace("\x00", "")
    assert entries(berlin) == []


def test_line_in_place_answers_with_list_clock_and_focus(berlin, client_of):
    data = {"line": "14:05 errors rise", "next": section(berlin)}
    response = client_of(berlin.owner).post(at("line", berlin), data, headers=HTMX)
    html = response.content.decode()
    assert response["HX-Retarget"] == "#list-timeline"
    assert "Added at 1 Mar 2026, 14:05, as symptom." in html
    assert "data-focus" in html
    assert 'class="incident-clock"' in html
    assert "+5m counts from 1 Mar 2026, 14:05" in html


def test_paste_shows_first_and_saves_what_is_ticked(berlin, client_of):
    client = client_of(berlin.contributor)
    sent = {"block": CHAT, "do": "read", "next": section(berlin)}
    page = client.post(at("paste", berlin), sent)
    html = page.content.decode()
    assert page.status_code == 200
    assert "Seeing errors" in html
    assert "chat, from <bdi>Maya Reyes</bdi>" in html
    assert entries(berlin) == []
    form = page.context["form"]
    chosen = {"take": [row.name for row in form.rows[1:]], "kind-4": "decision"}
    response = client.post(
        at("paste", berlin), {**sent, "do": "add", "seen": form.digest, **chosen}
    )
    assert response.url == f"{section(berlin)}#list-timeline"
    (entry,) = entries(berlin)
    assert (entry.text, entry.kind, entry.source) == (
        "Rolled back\nnobody said",
        "decision",
        "chat",
    )
    assert entry.speaker == "Amara Okafor"
    assert "Amara" not in entry.text
    audit = AuditRecord.objects.get(subject_type="timelineentry")
    assert (audit.actor, "Amara" in str(audit.after)) == (berlin.contributor, False)


def test_paste_marks_what_is_there_already(berlin, client_of):
    TimelineEntryFactory(
        incident=berlin.incident, occurred_at=STARTED + timedelta(minutes=5), text="Seeing  errors"
    )
    block = {"block": "14:05 seeing errors\n14:06 new\n14:06 new", "do": "read"}
    page = client_of(berlin.owner).post(at("paste", berlin), block)
    assert [row.is_taken for row in page.context["form"].rows] == [False, True, False]
    assert "is there already" in page.content.decode()


def test_paste_that_reads_differently_by_now_is_shown_again(berlin, client_of):
    client = client_of(berlin.owner)
    sent = {"block": "T+5m alert", "take": "1"}
    digest = client.post(at("paste", berlin), {**sent, "do": "read"}).context["form"].digest
    later = {"started_at": STARTED + timedelta(hours=1)}
    change_incident(berlin.incident, later, base=berlin.incident.version, by=berlin.owner)
    response = client.post(at("paste", berlin), {**sent, "do": "add", "seen": digest})
    assert response.status_code == 409
    assert "reads differently" in response.content.decode()
    assert entries(berlin) == []
    unseen = client.post(at("paste", berlin), {**sent, "do": "add"})
    assert (unseen.status_code, entries(berlin)) == (409, [])


def test_paste_of_too_much_comes_back_with_words(berlin, client_of):
    client = client_of(berlin.owner)
    for block, words in (("14:05 x\n" * 130_000, "Paste it in parts"), ("14:05 x\n" * 600, "600")):
        response = client.post(at("paste", berlin), {"block": block, "do": "add"})
        assert response.status_code == 422
        assert words in response.content.decode()
        assert "14:05 x\r\n14:05 x" in response.content.decode().replace("\n", "\r\n")
    assert entries(berlin) == []


def test_paste_into_a_finalized_document_is_refused_with_the_text(cast, client_of):
    cast = finalized(cast)
    client = client_of(cast.owner)
    before = len(entries(cast))
    assert client.get(at("paste", cast)).status_code == 409
    sent = {"block": "14:05 typed with care", "take": "1"}
    digest = client.post(at("paste", cast), {**sent, "do": "read"}).context["form"].digest
    response = client.post(at("paste", cast), {**sent, "do": "add", "seen": digest})
    assert response.status_code == 409
    assert "typed with care" in response.content.decode()
    assert send(client, cast, "14:05 typed with care").status_code == 409
    assert len(entries(cast)) == before


@pytest.mark.parametrize("name", ["script", "attribute-break-out", "nul", "bidi-controls", "pipes"])
def test_hostile_block_and_line_are_answered(berlin, client_of, name):
    text = HOSTILE_TEXTS[name]
    client = client_of(berlin.owner)
    for sent in ({"block": f"14:05 {text}", "do": "read", "day": "0000-99-99", "order": ["x", "y"]},
                 {"block": f"14:05 {text}", "do": "read", "seen": "x" * 900, "take": ["-1", "x"]},
                 {"block": text, "day": "2026-03-01", "do": ["add", "read"]}):  # fmt: skip
        response = client.post(at("paste", berlin), sent)
        assert response.status_code in (200, 409, 422)
        assert "<" not in text or escape(text)[:20] in response.content.decode()
    for line in (text, f"14:05 {text}"):
        assert send(client, berlin, line, after="9" * 50).status_code in (302, 422)
    assert client.get(at("clock", berlin), {"line": text, "after": "x"}).status_code == 200


def test_several_are_hidden_shown_and_named_at_once(berlin, client_of):
    rows = [TimelineEntryFactory(incident=berlin.incident) for _ in range(3)]
    ticked = [f"{row.pk}:{row.version}" for row in rows[:2]]
    client = client_of(berlin.owner)
    client.post(at("several", berlin), {"entry": ticked, "do": "hide", "kind": "symptom"})
    assert [row.is_hidden for row in berlin.incident.timeline.order_by("pk")] == [True, True, False]
    again = [f"{row.pk}:2" for row in rows[:2]]
    client.post(at("several", berlin), {"entry": again, "do": "kind", "kind": "decision"})
    assert berlin.incident.timeline.filter(kind="decision", is_hidden=True).count() == 2
    assert AuditRecord.objects.filter(verb="timeline entry changed").count() == 4


def test_several_of_which_one_changed_are_left_alone(berlin, client_of):
    one, other, gone = [TimelineEntryFactory(incident=berlin.incident) for _ in range(3)]
    ticked = [f"{row.pk}:{row.version}" for row in (one, other)]
    change_record(other, {"text": "said better"}, base=1, by=berlin.contributor)
    remove_record(gone, by=berlin.owner)
    client = client_of(berlin.owner)
    for entry in (ticked, [f"{gone.pk}:2"], ["x:y"], [f"{one.pk}:1", "999999999:1"]):
        sent = {"entry": entry, "do": "hide", "next": section(berlin)}
        response = client.post(at("several", berlin), sent, headers=HTMX)
        assert response.status_code == 409
        assert response["HX-Reswap"] == "outerHTML"
    assert not berlin.incident.timeline.filter(is_hidden=True).exists()
    assert client.post(at("several", berlin), {"do": "hide"}, headers=HTMX).status_code == 422


def test_action_with_an_outcome_keeps_its_kind(berlin, client_of):
    plain = TimelineEntryFactory(incident=berlin.incident)
    action = TimelineEntryFactory(incident=berlin.incident, kind="action", outcome="helped")
    sent = {"entry": [f"{plain.pk}:1", f"{action.pk}:1"], "do": "kind", "kind": "symptom"}
    response = client_of(berlin.owner).post(at("several", berlin), sent, headers=HTMX)
    assert response.status_code == 422
    assert "stays an action" in response.content.decode()
    assert berlin.incident.timeline.filter(kind="symptom").count() == 0


@pytest.mark.parametrize("part", ["responder", "granted", "outsider"])
def test_who_does_not_edit_sees_the_clock_and_changes_nothing(berlin, client_of, part):
    client = client_of(berlin.people[part])
    for name in ("line", "paste", "several"):
        assert client.post(at(name, berlin), {"line": "14:05 x"}).status_code == 403
    assert client.get(at("clock", berlin), {"line": "14:05 x"}).status_code == 200


def test_clock_shows_what_is_typed_and_no_hidden_entry(berlin, client_of):
    TimelineEntryFactory(
        incident=berlin.incident, text="HIDDEN", is_hidden=True, is_key_moment=True
    )
    client = client_of(berlin.owner)
    typed = client.get(at("clock", berlin), {"line": "14:05 Errors rise"}).content.decode()
    assert "Errors rise" in typed
    assert "HIDDEN" not in typed
    assert "Errors rise" not in client.get(at("clock", berlin)).content.decode()
    form = {"occurred_at_day": "2026-03-01", "occurred_at_time": "14:05"}
    assert "This entry" in client.get(at("clock", berlin), form).content.decode()


def test_speaker_is_told_to_the_review_group_alone(berlin, client_of):
    TimelineEntryFactory(incident=berlin.incident, source="chat", payload={"speaker": "Zoe Quill"})
    pages = {
        part: client_of(berlin.people[part]).get(section(berlin)).content.decode()
        for part in ("owner", "responder", "granted", "outsider")
    }
    told = {part for part, html in pages.items() if "Zoe Quill" in html}
    assert told == {"owner", "responder"}


def test_removed_entry_can_be_undone_from_the_message(berlin, client_of):
    entry = TimelineEntryFactory(incident=berlin.incident)
    client = client_of(berlin.owner)
    remove = reverse("postmortems:record-remove", args=["timeline", entry.pk])
    restore = reverse("postmortems:record-restore", args=["timeline", entry.pk])
    html = client.post(remove, {"next": section(berlin)}, headers=HTMX).content.decode()
    assert 'id="messages" hx-swap-oob' in html
    assert html.count(f'action="{restore}"') == 2  # in the message, and in the list of removed ones
    html = client.post(restore, {"next": section(berlin)}, headers=HTMX).content.decode()
    assert "Undo" not in html
    assert f'id="timeline-{entry.pk}"' in html
