"""Who finds what: ``visible_to`` in the querysets agrees with the predicates, for everyone."""

import pytest
import rules

from postmortems.domain.note import publish_note
from postmortems.domain.record import remove_record
from postmortems.enums import PerspectiveAudience, Visibility
from postmortems.models import (
    ActionItem,
    CommentThread,
    ContributingFactor,
    Idea,
    Impact,
    Incident,
    IncidentPerson,
    Mitigator,
    Perspective,
    Postmortem,
    PreliminaryNote,
    Publication,
    Section,
    TimelineEntry,
)
from reviews.models import Attendance, Meeting, Stop

from . import scenes
from .cast import INSIDERS, ITS_PEOPLE, PARTS, make_cast
from .factories.postmortems import CommentThreadFactory, PerspectiveFactory

MEMBERS_AND_INVITED = [part for part in PARTS if part not in ("reader", "anonymous")]
EVERYONE_SIGNED_IN = [part for part in PARTS if part != "anonymous"]
REVIEW_GROUP = [part for part in ITS_PEOPLE if part != "granted"]

DRAFT_MODELS = [
    Incident,
    Postmortem,
    Section,
    IncidentPerson,
    TimelineEntry,
    Impact,
    ContributingFactor,
    Mitigator,
    Idea,
    Meeting,
    Attendance,
    Stop,
]


def finders(cast, rows):
    """Whom these rows are there for, by part; to be read off a queryset method."""
    return [part for part, person in cast.people.items() if rows(person).exists()]


@pytest.mark.parametrize(
    ("visibility", "seen_by"),
    [
        (Visibility.ORGANIZATION, MEMBERS_AND_INVITED),
        (Visibility.RESTRICTED, [part for part in PARTS if part in INSIDERS]),
    ],
)
def test_draft_and_all_its_records_are_visible_to_the_same_people(db, visibility, seen_by):
    cast = scenes.reviewed(make_cast(visibility=visibility))
    incident, document = cast.incident, cast.postmortem

    for model in DRAFT_MODELS:
        assert model.objects.exists()
        assert finders(cast, model.objects.visible_to) == seen_by, model
    for subject in (incident, document, document.sections.first(), document.ideas.first()):
        allowed = [
            part
            for part, person in cast.people.items()
            if rules.has_perm("postmortems.view", person, subject)
        ]
        assert allowed == seen_by, subject


@pytest.mark.parametrize(
    ("visibility", "read_by"),
    [
        (Visibility.ORGANIZATION, EVERYONE_SIGNED_IN),
        (Visibility.RESTRICTED, [part for part in PARTS if part in INSIDERS]),
    ],
)
def test_what_is_released_is_visible_to_whoever_may_read_it(db, visibility, read_by):
    cast = scenes.finalized(make_cast(visibility=visibility))
    CommentThreadFactory(postmortem=cast.postmortem, by=cast.owner, on_publication=True)

    allowed = [
        part
        for part, person in cast.people.items()
        if rules.has_perm("postmortems.read_released", person, cast.postmortem)
    ]

    assert allowed == read_by
    assert finders(cast, Publication.objects.visible_to) == read_by
    assert finders(cast, Postmortem.objects.readable_by) == read_by
    assert finders(cast, ActionItem.objects.visible_to) == read_by
    assert finders(cast, CommentThread.objects.visible_to) == read_by


@pytest.mark.parametrize(
    ("visibility", "read_by"),
    [
        (Visibility.ORGANIZATION, EVERYONE_SIGNED_IN),
        (Visibility.RESTRICTED, [part for part in PARTS if part in INSIDERS]),
    ],
)
def test_note_is_visible_to_whoever_may_read_what_is_released(db, visibility, read_by):
    cast = make_cast(visibility=visibility)
    publish_note(cast.postmortem, {"summary": "Cards are refused."}, by=cast.owner)

    assert finders(cast, PreliminaryNote.objects.visible_to) == read_by
    assert finders(cast, Postmortem.objects.readable_by) == read_by


def test_note_is_gone_once_the_page_is_published(cast):
    publish_note(cast.postmortem, {"summary": "Cards are refused."}, by=cast.owner)
    assert PreliminaryNote.objects.visible_to(cast.reader).exists()

    scenes.finalized(cast)

    assert not PreliminaryNote.objects.visible_to(cast.reader).exists()


def test_draft_actions_stay_with_those_who_see_the_draft(cast):
    scenes.decided(cast)

    assert finders(cast, ActionItem.objects.visible_to) == MEMBERS_AND_INVITED


@pytest.mark.parametrize("visibility", Visibility.values)
def test_draft_threads_are_for_review_group_and_who_started(db, visibility):
    cast = make_cast(visibility=visibility)
    CommentThreadFactory(postmortem=cast.postmortem, by=cast.owner)
    group = [part for part in PARTS if part in REVIEW_GROUP]

    assert finders(cast, CommentThread.objects.visible_to) == group

    CommentThreadFactory(postmortem=cast.postmortem, by=cast.granted)
    assert set(finders(cast, CommentThread.objects.visible_to)) == {*group, "granted"}


AUDIENCES = {
    PerspectiveAudience.MINE: {"responder"},
    PerspectiveAudience.FACILITATOR: {"responder", "facilitator"},
    PerspectiveAudience.REVIEW_GROUP: set(REVIEW_GROUP),
    PerspectiveAudience.ORGANIZATION: set(MEMBERS_AND_INVITED),
}


@pytest.mark.parametrize("audience", AUDIENCES)
def test_perspective_is_visible_to_its_audience(cast, audience):
    PerspectiveFactory(
        entry__incident=cast.incident, speaker=cast.responder, by=cast.responder, audience=audience
    )

    assert set(finders(cast, Perspective.objects.visible_to)) == AUDIENCES[audience]


@pytest.mark.parametrize("audience", AUDIENCES)
def test_perspective_of_restricted_incident_stays_among_its_people(restricted_cast, audience):
    cast = restricted_cast
    PerspectiveFactory(
        entry__incident=cast.incident, speaker=cast.responder, by=cast.responder, audience=audience
    )

    assert set(finders(cast, Perspective.objects.visible_to)) == AUDIENCES[audience] & set(INSIDERS)


def test_removed_person_of_the_incident_loses_it(restricted_cast):
    cast = restricted_cast
    row = cast.incident.people.get(user=cast.responder)

    remove_record(row, by=cast.owner)

    assert not Incident.objects.visible_to(cast.responder).exists()
    assert Incident.objects.visible_to(cast.owner).exists()


def test_inactive_person_sees_nothing(cast):
    cast.owner.is_active = False
    cast.owner.save()

    for model in (Incident, Postmortem, ActionItem, CommentThread, Publication, Perspective):
        assert not model.objects.visible_to(cast.owner).exists()
    assert not rules.has_perm("postmortems.view", cast.owner, cast.incident)
    assert not rules.has_perm("postmortems.edit", cast.owner, cast.postmortem)
