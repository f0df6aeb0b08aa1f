"""Gates fail closed, name everything that is missing, and nobody goes around them."""

import ast
from pathlib import Path

import pytest
from django.core.checks import run_checks
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import AuditRecord
from postmortems import workflow
from postmortems.domain.lifecycle import advance, checklist
from postmortems.enums import Move, State
from postmortems.exceptions import NotReady
from postmortems.models import Postmortem, Publication

from . import scenes
from .factories.reviews import StopFactory

ROOT = Path(__file__).resolve().parent.parent


def missing(cast, move):
    with pytest.raises(NotReady) as refusal:
        advance(cast.postmortem, move, by=cast.facilitator)
    return refusal.value.blockers


def test_mark_reviewed_of_empty_draft_names_everything_missing(cast):
    blockers = missing(cast, Move.MARK_REVIEWED)

    assert {blocker.code for blocker in blockers} == {
        "meeting",
        "declaration",
        "attendance",
        "stops",
        "section",
        "question",
        "factors",
        "impact",
    }
    assert len([one for one in blockers if one.code == "question"]) == 8 - 1  # people are there
    assert all(one.sentence.endswith((".", "?")) and one.url.startswith("/") for one in blockers)


def test_finalize_names_idea_action_and_signature(cast):
    scenes.reviewed(cast)
    idea = cast.postmortem.ideas.get()

    blockers = missing(cast, Move.FINALIZE)

    assert [blocker.code for blocker in blockers] == ["idea"]
    assert idea.text in blockers[0].sentence


def test_finalize_after_another_change_asks_to_sign_again(cast):
    scenes.finalizable(cast)
    scenes.write(cast.postmortem.sections.get(key="summary"), "One word more.", by=cast.owner)

    assert [blocker.code for blocker in missing(cast, Move.FINALIZE)] == ["sign_off"]

    scenes.sign(cast)
    assert advance(cast.postmortem, Move.FINALIZE, by=cast.facilitator).is_finalized


@pytest.mark.parametrize("state", [State.DRAFT, State.REVIEWED])
def test_checklist_shows_every_gate_of_the_next_move(cast, state):
    scenes.bare(cast, state)
    move = Move.MARK_REVIEWED if state == State.DRAFT else Move.FINALIZE

    labels = [condition.label for condition in checklist(cast.postmortem)]

    assert labels == [workflow.GATES[name].label for name in workflow.RULES[move].gates]


def test_meeting_before_the_return_does_not_count(cast):
    scenes.reviewed(cast)
    advance(cast.postmortem, Move.SEND_BACK, by=cast.facilitator, reason="Half is missing.")

    codes = {blocker.code for blocker in missing(cast, Move.MARK_REVIEWED)}

    assert codes == {"meeting", "attendance", "stops"}


def test_stop_not_yet_discussed_holds_it_back(cast):
    scenes.reviewable(cast)
    StopFactory(
        meeting=cast.postmortem.meetings.get(),
        entry=cast.incident.timeline.last(),
        state="not-yet",
    )

    assert [blocker.code for blocker in missing(cast, Move.MARK_REVIEWED)] == ["stops"]


def test_missing_gate_is_an_error_of_the_system_check(monkeypatch):
    assert not [error for error in run_checks() if error.id == "postmortems.E001"]

    for name in ("meeting", "never_reviewed"):
        monkeypatch.delitem(workflow.GATES, name)

    errors = [error for error in run_checks() if error.id == "postmortems.E001"]
    assert len(errors) == 2
    assert "meeting" in errors[0].msg


def test_each_gate_that_raises_or_is_missing_stops_the_move(cast, monkeypatch):
    scenes.reviewable(cast)

    def breaks(postmortem):
        raise RuntimeError("the gate is out of order")

    for name in workflow.RULES[Move.MARK_REVIEWED].gates:
        with monkeypatch.context() as patch:
            patch.setitem(workflow.GATES, name, workflow.Gate(name, name, breaks))
            with pytest.raises(RuntimeError):
                advance(cast.postmortem, Move.MARK_REVIEWED, by=cast.facilitator)
        with monkeypatch.context() as patch:
            patch.delitem(workflow.GATES, name)
            with pytest.raises(KeyError):
                advance(cast.postmortem, Move.MARK_REVIEWED, by=cast.facilitator)

    assert cast.fresh().state == State.DRAFT
    assert advance(cast.postmortem, Move.MARK_REVIEWED, by=cast.facilitator).state == "reviewed"


def test_receiver_that_raises_undoes_the_move(cast):
    from postmortems.signals import moved

    scenes.finalizable(cast)
    audit = AuditRecord.objects.count()

    def breaks(sender, **kwargs):
        raise RuntimeError("no")

    moved.connect(breaks)
    try:
        with pytest.raises(RuntimeError), transaction.atomic():
            advance(cast.postmortem, Move.FINALIZE, by=cast.facilitator)
    finally:
        moved.disconnect(breaks)

    assert cast.fresh().state == State.REVIEWED
    assert not Publication.objects.exists()
    assert AuditRecord.objects.count() == audit


def test_database_refuses_finalized_without_review(cast):
    now = timezone.now()
    rows = Postmortem.objects.filter(pk=cast.postmortem.pk)

    for values in ({"finalized_at": now}, {"reviewed_at": now}, {}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(state=State.FINALIZED, **values)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(state="in review")


def test_state_is_written_by_the_lifecycle_alone():
    """No other code assigns ``state``, passes it on, or puts it into an update."""
    writers = set()
    for path in python_files():
        tree = ast.parse(path.read_text())
        if any(writes_state(node) for node in ast.walk(tree)):
            writers.add(str(path.relative_to(ROOT)))

    # reviews/ writes the state of a stop and accounts/ that of a mail: other words on other rows.
    others = {path for path in writers if path.startswith(("reviews/", "accounts/"))}
    assert writers - others == {"postmortems/domain/lifecycle.py"}
    for path in others:
        assert "ostmortem.state =" not in (ROOT / path).read_text()
        assert "State.REVIEWED" not in (ROOT / path).read_text()


def python_files():
    for app in ("accounts", "postmortems", "reviews", "config"):
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def writes_state(node):
    if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return any(
            isinstance(part, ast.Attribute) and part.attr == "state"
            for target in targets
            for part in ast.walk(target)
        )
    if isinstance(node, ast.Call):
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if name in ("update", "create", "update_or_create", "Postmortem"):
            return any(keyword.arg == "state" for keyword in node.keywords)
        if name == "setattr" and len(node.args) == 3:
            return getattr(node.args[1], "value", None) == "state"
    return False
