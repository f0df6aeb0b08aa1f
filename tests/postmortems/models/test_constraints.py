"""What the database itself refuses, whatever code asks for it."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from postmortems.enums import (
    ActionStatus,
    Answer,
    IdeaDecision,
    Obligation,
    PerspectiveAudience,
    ThreadOutcome,
)
from postmortems.models import (
    ActionItem,
    CommentThread,
    Idea,
    Impact,
    Incident,
    IncidentAccess,
    IncidentPerson,
    Perspective,
    Postmortem,
    Revision,
    Section,
    TimelineEntry,
)
from tests.factories.postmortems import (
    ActionFactory,
    CommentThreadFactory,
    IdeaFactory,
    ImpactFactory,
    PerspectiveFactory,
    TimelineEntryFactory,
)

REFUSED = [
    (Incident, {"severity": 6}),
    (Incident, {"visibility": "secret"}),
    (Incident, {"obligation": "perhaps"}),
    (Incident, {"obligation": Obligation.WAIVED}),
    (Incident, {"obligation": Obligation.COVERED}),
    (IncidentPerson, {"user": None}),
    (IncidentPerson, {"role": "culprit"}),
    (TimelineEntry, {"kind": "event"}),
    (TimelineEntry, {"precision": "roughly"}),
    (TimelineEntry, {"outcome": "fine"}),
    (TimelineEntry, {"phase_set": "later"}),
    (TimelineEntry, {"source": "dream"}),
    (Impact, {"group": "everyone"}),
    (Impact, {"measure": "felt"}),
    (Perspective, {"audience": "public"}),
    (Perspective, {"certainty": "very"}),
    (Perspective, {"speaker": None}),
    (Idea, {"decision": "maybe"}),
    (Idea, {"decision": IdeaDecision.DECLINED}),
    (Idea, {"decision": IdeaDecision.DEFERRED}),
    (ActionItem, {"status": "stuck"}),
    (ActionItem, {"status": ActionStatus.DONE}),
    (ActionItem, {"priority": "urgent"}),
    (Section, {"answer": "yes"}),
    (Section, {"answer": Answer.NOT_KNOWN}),
    (Section, {"key": "q1"}),
    (CommentThread, {"outcome": ThreadOutcome.ASSIGNED}),
    (CommentThread, {"outcome": ThreadOutcome.UNKNOWN}),
    (Postmortem, {"state": "in-review"}),
    (Postmortem, {"state": "reviewed", "discarded_at": timezone.now()}),
]


@pytest.fixture
def one_of_each(cast):
    entry = TimelineEntryFactory(incident=cast.incident)
    PerspectiveFactory(entry=entry, speaker=cast.responder, by=cast.responder)
    ImpactFactory(incident=cast.incident)
    IdeaFactory(postmortem=cast.postmortem)
    ActionFactory(postmortem=cast.postmortem, owner=cast.owner)
    CommentThreadFactory(postmortem=cast.postmortem)
    return cast


def test_values_that_contradict_the_product_are_refused(one_of_each):
    taken = []
    for model, values in REFUSED:
        assert model.objects.exists(), model
        try:
            with transaction.atomic():
                model.objects.update(**values)
            taken.append((model.__name__, values))
        except IntegrityError:
            pass

    assert taken == []


def test_two_of_what_there_is_one_of_are_refused(one_of_each):
    cast = one_of_each
    ImpactFactory(incident=cast.incident, is_headline=True)
    Revision.objects.create(postmortem=cast.postmortem, number=1, content_version=1, snapshot={})

    for make in (
        lambda: Impact.objects.update(is_headline=True),
        lambda: Postmortem.objects.create(incident=cast.incident, owner=cast.owner),
        lambda: Revision.objects.create(
            postmortem=cast.postmortem, number=1, content_version=2, snapshot={}
        ),
        lambda: IncidentAccess.objects.create(
            incident=cast.incident, user=cast.responder, reason="person"
        ),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            make()


def test_impact_is_stated_by_a_number_or_plainly_not_measured():
    assert Impact(quantity=0).is_stated
    assert Impact(measure="not-measured").is_stated
    assert not Impact(measure="estimated").is_stated


def test_role_stands_for_a_speaker_beyond_the_review_group():
    assert Perspective(speaker_role="on call").role_name == "on call"
    assert Perspective().role_name == "someone involved"
    assert Perspective._meta.get_field("audience").default == PerspectiveAudience.REVIEW_GROUP


def test_steps_of_the_header_say_what_is_done_and_where_it_is():
    assert Postmortem(state="reviewed").steps == [
        ("Draft", True, False),
        ("Reviewed", False, True),
        ("Finalized", False, False),
    ]
