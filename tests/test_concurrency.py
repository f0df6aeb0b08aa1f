"""Two people at the same moment, with real connections: one wins, the other is told.

Each race is run several times over, both sides let go by one barrier. SQLite answers too
(its transactions take the write lock at once); PostgreSQL is where row locks are shown.
"""

import pytest
from django.db import OperationalError
from django.utils import timezone

from postmortems.domain import record
from postmortems.domain.idea import decide_idea
from postmortems.domain.incident import change_incident
from postmortems.domain.lifecycle import advance
from postmortems.domain.postmortem import set_contributors, start_postmortem
from postmortems.domain.section import write_section
from postmortems.enums import IdeaDecision, Move, State
from postmortems.exceptions import ContentFrozen, IllegalMove, NotReady, Refused, StaleChange
from postmortems.models import ActionItem, Postmortem, Publication
from reviews.models import SignOff

from . import scenes
from .cast import make_cast
from .factories.postmortems import IncidentFactory, MitigatorFactory
from .races import ROUNDS, race, the_told, winners

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_finalize_against_edit_never_both_nothing_lost(_round, page_is_ready):
    cast = scenes.finalizable(make_cast())
    summary = cast.postmortem.sections.get(key="summary")

    moved, written = race(
        lambda: advance(cast.postmortem, Move.FINALIZE, by=cast.facilitator),
        lambda: (
            page_is_ready.wait(10)
            and write_section(summary, "A late word", base=summary.version, by=cast.owner)
        ),
    )

    document, summary = cast.fresh(), cast.fresh().sections.get(key="summary")
    if isinstance(written, ContentFrozen):
        assert document.is_finalized
        assert summary.text != "A late word"
    else:
        assert isinstance(moved, NotReady)
        assert [blocker.code for blocker in moved.blockers] == ["sign_off"]
        assert document.state == State.REVIEWED
        assert summary.text == "A late word"
    assert Publication.objects.count() == document.is_finalized
    for released in Publication.objects.all():
        texts = {part["key"]: part["text"] for part in released.snapshot["sections"]}
        assert texts["summary"] == summary.text
        assert released.snapshot["content_version"] == document.content_version


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_finalize_against_new_record_never_both(_round, page_is_ready):
    cast = scenes.finalizable(make_cast())

    moved, added = race(
        lambda: advance(cast.postmortem, Move.FINALIZE, by=cast.facilitator),
        lambda: (
            page_is_ready.wait(10)
            and record.add_record(
                ActionItem(postmortem=cast.postmortem, title="Without an owner"), by=cast.owner
            )
        ),
    )

    assert the_told([moved, added]) in ([ContentFrozen], [NotReady])
    assert cast.fresh().is_finalized is isinstance(added, ContentFrozen)


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_mark_reviewed_twice_happens_once(_round):
    cast = scenes.reviewable(make_cast())

    def mark():
        return advance(cast.postmortem, Move.MARK_REVIEWED, by=cast.facilitator)

    outcomes = race(mark, mark, mark)

    assert the_told(outcomes) == [IllegalMove, IllegalMove]
    assert cast.fresh().state == State.REVIEWED
    assert SignOff.objects.count() == 1
    assert cast.postmortem.revisions.count() == 1


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_finalize_twice_publishes_once(_round):
    cast = scenes.finalizable(make_cast())

    def finalize():
        return advance(cast.postmortem, Move.FINALIZE, by=cast.facilitator)

    outcomes = race(finalize, finalize)

    assert the_told(outcomes) == [IllegalMove]
    assert Publication.objects.count() == 1


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_section_saved_twice_over_the_same_base_keeps_both_texts(_round):
    cast = make_cast()
    summary = cast.postmortem.sections.get(key="summary")

    outcomes = race(
        lambda: write_section(summary, "From the owner", base=0, by=cast.owner),
        lambda: write_section(summary, "From the colleague", base=0, by=cast.contributor),
    )

    assert the_told(outcomes) == [StaleChange]
    summary.refresh_from_db()
    texts = {version.number: version.text for version in summary.versions.all()}
    assert texts[1] == summary.text
    assert set(texts.values()) == {"From the owner", "From the colleague"}
    assert set(texts) == {1, None}
    assert cast.fresh().content_version == cast.postmortem.content_version + 1


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_record_changed_twice_over_the_same_version_tells_one(_round):
    cast = make_cast()
    row = MitigatorFactory(postmortem=cast.postmortem)

    def change(text):
        return lambda: record.change_record(row, {"text": text}, base=1, by=cast.owner)

    outcomes = race(change("one"), change("other"))

    assert the_told(outcomes) == [StaleChange]
    row.refresh_from_db()
    assert (row.text, row.version) == (winners(outcomes)[0].text, 2)


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_postmortem_started_twice_exists_once(_round):
    incident = IncidentFactory()

    def start():
        return start_postmortem(incident, by=incident.opened_by)

    outcomes = race(start, start, start)

    assert the_told(outcomes) == [Refused, Refused]
    assert Postmortem.objects.count() == 1
    assert Postmortem.objects.get().sections.questions().count() == 8


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_idea_decided_twice_becomes_one_action(_round):
    cast = scenes.reviewed(make_cast())
    idea = cast.postmortem.ideas.get()

    def decide(decision, **words):
        return lambda: decide_idea(idea, decision, base=idea.version, by=cast.owner, **words)

    outcomes = race(
        decide(IdeaDecision.ACCEPTED),
        decide(IdeaDecision.DECLINED, reason="It exists."),
        decide(IdeaDecision.ACCEPTED),
    )

    assert the_told(outcomes) == [StaleChange, StaleChange]
    idea.refresh_from_db()
    assert idea.decision == winners(outcomes)[0].decision
    assert idea.actions.count() == (idea.decision == IdeaDecision.ACCEPTED)


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_everyone_at_once_never_deadlocks(_round):
    """Verbs that lock different rows first must still take them in one order."""
    cast = scenes.finalizable(make_cast())
    now = timezone.now()

    outcomes = race(
        lambda: set_contributors(cast.postmortem, [cast.responder], by=cast.owner),
        lambda: change_incident(cast.incident, {"detected_at": now}, base=1, by=cast.owner),
        lambda: MitigatorFactory(postmortem=cast.postmortem, by=cast.owner),
        lambda: advance(cast.postmortem, Move.SEND_BACK, by=cast.facilitator, reason="More."),
        lambda: set_contributors(cast.postmortem, [], by=cast.owner),
    )

    assert the_told(outcomes) == []


def test_race_reports_what_is_not_a_refusal():
    def breaks():
        raise OperationalError("deadlock detected")

    with pytest.raises(OperationalError):
        race(breaks, lambda: None)
