"""Perspectives: whose words they are, who reads them, and taking them back."""

import json

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import AuditRecord
from postmortems.domain.lifecycle import advance
from postmortems.domain.perspective import (
    add_perspective,
    change_perspective,
    set_audience,
    withdraw,
)
from postmortems.domain.postmortem import set_facilitator
from postmortems.domain.record import remove_record
from postmortems.domain.snapshot import take_snapshot
from postmortems.enums import Move, PerspectiveAudience
from postmortems.exceptions import ContentFrozen, Refused
from postmortems.models import Perspective, Publication, Revision, TimelineEntry
from tests import scenes
from tests.factories.accounts import UserFactory
from tests.factories.postmortems import PerspectiveFactory, PostmortemFactory, TimelineEntryFactory

MINE, FACILITATOR, GROUP, ALL = PerspectiveAudience
SECRET = "I was afraid to restart it"


@pytest.fixture
def entry(cast):
    return TimelineEntryFactory(incident=cast.incident)


def spoken(cast, entry, audience=GROUP, **words):
    return PerspectiveFactory(
        entry=entry, speaker=cast.responder, by=cast.responder, audience=audience, **words
    )


def test_only_its_speaker_widens_it(cast, entry):
    row = spoken(cast, entry, FACILITATOR)

    for other in (cast.owner, cast.facilitator, cast.administrator):
        with pytest.raises(PermissionDenied):
            set_audience(row, GROUP, by=other)

    assert set_audience(row, ALL, by=cast.responder).audience == ALL


def test_nobody_else_narrows_what_a_person_said(cast, entry):
    row = spoken(cast, entry)

    with pytest.raises(PermissionDenied):
        set_audience(row, MINE, by=cast.owner)


def test_who_wrote_down_a_role_keeps_it(cast, entry):
    row = PerspectiveFactory(
        entry=entry, speaker=None, speaker_role="someone at the provider", by=cast.owner
    )

    with pytest.raises(PermissionDenied):
        set_audience(row, ALL, by=cast.owner)
    assert set_audience(row, MINE, by=cast.owner).audience == MINE


@pytest.mark.parametrize("audience", [MINE, ALL])
def test_whoever_writes_for_another_chooses_neither_end(cast, entry, audience):
    row = Perspective(entry=entry, speaker=cast.responder, saw="A graph", audience=audience)

    with pytest.raises((Refused, PermissionDenied)):
        add_perspective(row, by=cast.owner)

    assert not Perspective.objects.exists()


def test_words_for_the_facilitator_stay_with_the_one_of_that_moment(cast, entry):
    row = spoken(cast, entry, FACILITATOR)
    later = UserFactory()

    set_facilitator(cast.postmortem, later, by=cast.owner, reason="They are away.")

    assert row in Perspective.objects.visible_to(cast.facilitator)
    assert row not in Perspective.objects.visible_to(later)


def test_withdrawn_words_leave_row_snapshots_and_audit(cast, entry):
    row = spoken(cast, entry, saw=SECRET, certainty="guessing")
    scenes.reviewed(cast)
    assert SECRET in json.dumps([one.snapshot for one in Revision.objects.all()])

    withdrawn = withdraw(row, by=cast.responder)

    assert (withdrawn.saw, withdrawn.certainty, bool(withdrawn.withdrawn_at)) == ("", "", True)
    revision = Revision.objects.get()
    assert SECRET not in json.dumps(revision.snapshot)
    assert [one["withdrawn"] for one in revision.snapshot["perspectives"]] == [True]
    told = [f"{one.before}{one.after}{one.reason}" for one in AuditRecord.objects.all()]
    assert SECRET not in "".join(told)


def test_withdrawn_after_a_reopen_leaves_the_published_page_too(cast, entry):
    row = spoken(cast, entry, ALL, saw=SECRET)
    scenes.finalized(cast)
    assert SECRET in Publication.objects.get().body
    with pytest.raises(ContentFrozen):
        withdraw(row, by=cast.responder)

    advance(cast.postmortem, Move.REOPEN, by=cast.owner, reason="They ask for it.")
    withdraw(row, by=cast.responder)

    published = Publication.objects.get()
    assert SECRET not in published.body
    assert SECRET not in json.dumps(published.snapshot)


def test_nobody_else_withdraws_it_and_nobody_twice(cast, entry):
    row = spoken(cast, entry)
    with pytest.raises(PermissionDenied):
        withdraw(row, by=cast.administrator)
    row = withdraw(row, by=cast.responder)

    with pytest.raises(Refused):
        withdraw(row, by=cast.responder)
    with pytest.raises(Refused):
        change_perspective(row, {"saw": "again"}, base=row.version, by=cast.responder)


@pytest.mark.parametrize("audience", [MINE, FACILITATOR])
def test_what_was_not_shared_is_in_no_snapshot(cast, entry, audience):
    spoken(cast, entry, audience, saw=SECRET)

    scenes.finalized(cast)

    assert TimelineEntry.objects.filter(perspectives__saw=SECRET).exists()
    kept = [one.snapshot for one in (*Revision.objects.all(), *Publication.objects.all())]
    assert SECRET not in json.dumps(kept)
    assert SECRET not in Publication.objects.get().body


def test_review_group_words_are_not_on_the_published_page(cast, entry):
    spoken(cast, entry, GROUP, saw=SECRET)

    scenes.finalized(cast)

    assert SECRET not in Publication.objects.get().body


def test_narrowed_words_leave_the_published_page(cast, entry):
    row = spoken(cast, entry, ALL, saw=SECRET)
    scenes.finalized(cast)
    advance(cast.postmortem, Move.REOPEN, by=cast.owner, reason="They ask for it.")

    set_audience(row, GROUP, by=cast.responder)

    published = Publication.objects.get()
    assert SECRET not in published.body + json.dumps(published.snapshot)
    assert "withdrawn by" not in published.body
    assert SECRET in json.dumps([one.snapshot for one in Revision.objects.all()])
    set_audience(row, MINE, by=cast.responder)
    assert SECRET not in json.dumps([one.snapshot for one in Revision.objects.all()])


@pytest.mark.django_db
def test_words_told_before_there_was_a_facilitator_wait_for_their_speaker():
    postmortem = PostmortemFactory()
    speaker, volunteer = UserFactory(), UserFactory()
    entry = TimelineEntryFactory(incident=postmortem.incident)
    row = PerspectiveFactory(entry=entry, speaker=speaker, by=speaker, audience=FACILITATOR)

    set_facilitator(postmortem, volunteer, by=volunteer)
    assert row not in Perspective.objects.visible_to(volunteer)

    set_audience(row, FACILITATOR, by=speaker)
    assert row in Perspective.objects.visible_to(volunteer)


def test_perspectives_of_a_removed_entry_are_in_no_snapshot(cast, entry):
    spoken(cast, entry, ALL, saw=SECRET)
    assert SECRET in json.dumps(take_snapshot(cast.postmortem))

    remove_record(entry, by=cast.owner)

    assert SECRET not in json.dumps(take_snapshot(cast.postmortem))
