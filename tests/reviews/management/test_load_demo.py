"""The demo: loaded by the verbs, whole, once, and fit to be shown."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from accounts.domain.demo import ensure_demo_people
from accounts.models import AuditRecord
from postmortems.enums import ActionStatus, IdeaDecision, Phase, State
from postmortems.models import (
    CommentThread,
    ContributingFactor,
    Idea,
    Impact,
    Incident,
    IncidentLink,
    IncidentPerson,
    Mitigator,
    Perspective,
    Postmortem,
    PreliminaryNote,
    Publication,
    Section,
    TimelineEntry,
    Trigger,
)
from reviews.management.demo import DOCUMENTS, read_document
from reviews.models import Attendance, Correction, Meeting, OpenQuestion, Stop
from tests.factories.accounts import UserFactory

# The command that is not printed, and words of claims that are disputed or doubtful.
ABSENT = ("rm -", "-rf", "yorick", "fatigue", "human error", "root cause", "five backup", "$", "€")


@pytest.fixture(scope="module")
def people(django_db_setup, django_db_blocker):
    """The demo, loaded once for this module and rolled back after it; its people by part."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_demo", stdout=StringIO())
        cast = ensure_demo_people()
        yield cast
        transaction.set_rollback(True)


@pytest.fixture
def outage(people):
    return Postmortem.objects.get(incident__title=read_document("gitlab_2017")["incident"]["title"])


def test_load_demo_fills_an_empty_database(people):
    assert Incident.objects.count() == len(DOCUMENTS)


def test_load_demo_again_changes_nothing(people, settings):
    settings.DEMO = True
    before = AuditRecord.objects.count()

    call_command("load_demo", stdout=StringIO())
    call_command("load_demo", "--if-empty", stdout=StringIO())

    assert before > 0
    assert AuditRecord.objects.count() == before


def test_outage_is_finalized_by_the_facilitator(people, outage):
    assert outage.state == State.FINALIZED
    assert outage.facilitator == people["facilitator"]
    assert outage.current_revision is not None
    moves = AuditRecord.objects.filter(
        stream=outage.incident.reference, verb__startswith="moved to"
    ).order_by("at", "pk")
    assert [move.verb for move in moves] == ["moved to reviewed", "moved to finalized"]


def test_outage_is_readable_by_the_reader(people, outage, client_of):
    page = Publication.objects.visible_to(people["reader"]).get(postmortem=outage)

    response = client_of(people["reader"]).get(outage.get_absolute_url())

    assert "eight of them met that evening" in page.body
    assert response.status_code == 200
    assert "retelling for demonstration" in response.text


def test_outage_tells_the_whole_story(outage):
    incident = outage.incident
    phases = {entry.phase for entry in incident.timeline.all()}
    assert phases == set(Phase)
    assert 15 <= incident.timeline.count() <= 18
    assert {entry.outcome for entry in TimelineEntry.objects.steps_tried()} >= {
        "helped",
        "no-effect",
        "worse",
        "unclear",
    }
    assert outage.factors.count() >= 7
    assert all(factor.evidence.exists() for factor in outage.factors.all())
    assert {idea.decision for idea in outage.ideas.all()} == {
        choice for choice in IdeaDecision.values if choice != IdeaDecision.UNDECIDED
    }
    assert {action.status for action in outage.actions.all()} == {
        ActionStatus.OPEN,
        ActionStatus.IN_PROGRESS,
        ActionStatus.DONE,
    }
    assert outage.sections.questions().exclude(text="").count() == 8


def test_outage_says_that_it_is_a_retelling_and_links_to_the_original(outage):
    original = "https://about.gitlab.com/blog/2017/02/10/"
    page = outage.publications.get().body
    assert "a retelling for demonstration" in page
    assert "are invented" in page
    assert f'href="{original}' in page


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize("words", ABSENT)
def test_texts_leave_out_what_is_disputed(name, words):
    texts = json.dumps(read_document(name), ensure_ascii=False).lower()
    assert words not in texts


def test_outage_shows_perspectives_by_role_only(people, outage):
    shown = Perspective.objects.visible_to(people["outsider"]).filter(
        entry__incident=outage.incident
    )
    roles = {view.role_name for view in shown}
    assert roles == {"the engineer at the database", "the second engineer"}


def test_draft_waits_for_its_review(people):
    draft = Postmortem.objects.get(incident__severity=2)
    meeting = Meeting.objects.upcoming().get(postmortem=draft)
    assert draft.state == State.DRAFT
    assert meeting.facilitator == people["facilitator"]
    assert draft.threads.filter(taken_to_review=True, outcome="open").exists()
    assert PreliminaryNote.objects.visible_to(people["reader"]).filter(postmortem=draft).exists()


@pytest.mark.parametrize(
    ("part", "number"),
    [
        ("author", 1),
        ("facilitator", 1),
        ("administrator", 1),
        ("colleague", 0),
        ("outsider", 0),
        ("reader", 0),
    ],
)
def test_restricted_incident_exists_for_its_people(people, part, number):
    found = Incident.objects.visible_to(people[part]).filter(visibility="restricted")
    assert found.count() == number


@pytest.mark.parametrize(
    "model",
    [
        Incident,
        IncidentPerson,
        IncidentLink,
        TimelineEntry,
        Perspective,
        Impact,
        ContributingFactor,
        Trigger,
        Mitigator,
        Idea,
        Section,
        CommentThread,
        PreliminaryNote,
        Meeting,
        Attendance,
        Stop,
        OpenQuestion,
        Correction,
    ],
)
def test_every_row_is_valid(people, model):
    rows = list(model.objects.all())
    assert rows
    for row in rows:
        row.full_clean()


def test_load_demo_if_empty_leaves_a_used_installation_alone(db):
    Incident.objects.create(title="Ours", severity=3, opened_by=UserFactory())

    call_command("load_demo", "--if-empty", stdout=StringIO())

    assert Incident.objects.count() == 1


def test_load_demo_used_installation_without_demo_is_refused(db, settings):
    settings.DEMO = False
    Incident.objects.create(title="Ours", severity=3, opened_by=UserFactory())

    with pytest.raises(CommandError, match="not a demo"):
        call_command("load_demo", stdout=StringIO())
