"""The demo: loaded by the verbs, whole, once, and fit to be shown."""

import json
from datetime import date, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from accounts.domain.demo import ensure_demo_people
from accounts.models import AuditRecord
from postmortems.enums import ActionStatus, IdeaDecision, Obligation, Phase, Precision, State
from postmortems.models import (
    ActionItem,
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
from reviews.management.demo import DOCUMENTS, incident_of, read_document, years_on
from reviews.models import Attendance, Correction, Meeting, OpenQuestion, Stop
from tests.factories.accounts import UserFactory

# The command that is not printed, words of claims that are disputed or doubtful, and names.
ABSENT = ("rm -", "-rf", "fatigue", "human error", "root cause", "five backup", "$", "€")
NAMES = ("yorick", "sytse", "sijbrandij", "zander", "graham-cumming", "knecht", "heroku")

RETOLD = {  # where each story comes from, and where its retelling stands
    "gitlab_2017": ("https://about.gitlab.com/blog/2017/02/10/", State.FINALIZED),
    "ynab_2017": ("https://www.youneedabudget.com/postmortem-why-ynab-", State.DRAFT),
    "aws_2011": ("https://aws.amazon.com/message/65648/", State.REVIEWED),
    "azure_2014": ("https://azure.microsoft.com/en-us/blog/final-", State.FINALIZED),
    "cloudflare_2019": ("https://blog.cloudflare.com/details-of-", State.FINALIZED),
}
INVENTED = [name for name in DOCUMENTS if name not in RETOLD]


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
    return postmortem_of("gitlab_2017")


def postmortem_of(name):
    return Postmortem.objects.get(incident=incident_of(name))


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


@pytest.mark.parametrize(("name", "told"), RETOLD.items())
def test_retelling_links_to_its_original_and_says_what_is_invented(people, name, told):
    original, state = told
    postmortem = postmortem_of(name)
    summary = postmortem.sections.get(key="summary").text
    assert postmortem.state == state
    assert f"]({original}" in summary
    assert "This is a retelling for demonstration, in our own words" in summary
    assert "The people named on this page, what they say, the review they held" in summary
    assert postmortem.incident.links.filter(url__startswith=original).exists()


@pytest.mark.parametrize("name", INVENTED)
def test_invented_incident_is_labelled(people, name):
    incident = incident_of(name)
    summary = Section.objects.filter(postmortem__incident=incident, key="summary").first()
    told = summary.text if summary else incident.waived_because
    assert "his incident is invented, for demonstration" in told


def test_two_factors_of_the_newest_page_were_seen_before(people):
    again = postmortem_of("cloudflare_2019").factors.filter(seen_before=incident_of("azure_2014"))
    assert again.count() == 2
    assert {State.FINALIZED} == {
        postmortem_of(name).state for name in ("cloudflare_2019", "azure_2014")
    }


def test_reviewed_one_waits_for_its_ideas(people):
    decisions = {idea.decision for idea in postmortem_of("aws_2011").ideas.all()}
    assert decisions >= {IdeaDecision.UNDECIDED, IdeaDecision.ACCEPTED, IdeaDecision.DECLINED}


def test_incident_that_needs_none_says_why(people):
    waived = Incident.objects.get(obligation=Obligation.WAIVED)
    assert not Postmortem.objects.filter(incident=waived).exists()
    assert "Nothing of it is ours to change" in waived.waived_because


def test_days_stay_days_on_a_page_that_readers_keep_while_it_is_amended(people, client_of):
    postmortem = postmortem_of("ynab_2017")
    text = client_of(people["reader"]).get(postmortem.get_absolute_url()).text
    assert {one.precision for one in postmortem.incident.timeline.all()} == {Precision.DAY}
    assert "being amended" in text
    assert "00:00" not in text


def test_contradicting_perspectives_stand_side_by_side(people):
    crowded = TimelineEntry.objects.annotate(views=Count("perspectives")).filter(views__gte=2)
    assert crowded.count() >= 4


def test_there_is_an_action_of_every_sort_on_the_day_of_loading(people):
    actions, today = ActionItem.objects.all(), timezone.localdate()
    unfinished = actions.unfinished()
    soon = (today, today + timedelta(days=7))
    assert unfinished.filter(due_on__lt=today, owner=people["author"]).exists()
    assert unfinished.filter(due_on__range=soon, owner=people["author"]).exists()
    assert actions.filter(status=ActionStatus.DONE).exclude(status_note="").exists()
    assert actions.filter(status=ActionStatus.DECLINED).exists()
    assert actions.exclude(did_it_help="").exists()


def test_something_happened_on_this_day_a_year_ago(people):
    incident = incident_of("search")
    zone = ZoneInfo(incident.time_zone)
    began = timezone.localdate(incident.started_at, zone)
    assert began == years_on(timezone.localdate(timezone=zone), -1)


def test_year_before_a_leap_day_ends_a_day_earlier():
    assert years_on(date(2028, 2, 29), -1) == date(2027, 2, 28)
    assert years_on(date(2028, 3, 1), -1) == date(2027, 3, 1)


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize("words", ABSENT + NAMES)
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
    draft = postmortem_of("checkout")
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
