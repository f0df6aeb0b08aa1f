"""What is final stays as it is: every verb of the domain, on a finalized and a discarded draft."""

import importlib
import inspect
import pkgutil

import pytest
from django.utils import timezone

import postmortems.domain
from postmortems.domain import (
    action,
    comment,
    idea,
    incident,
    note,
    perspective,
    postmortem,
    record,
    section,
)
from postmortems.domain.lifecycle import advance
from postmortems.domain.snapshot import take_snapshot
from postmortems.enums import (
    ActionStatus,
    Answer,
    DidItHelp,
    IdeaDecision,
    Move,
    Obligation,
    PerspectiveAudience,
    ThreadOutcome,
    Visibility,
)
from postmortems.exceptions import ContentFrozen, Refused
from postmortems.models import Mitigator, Perspective

from . import scenes
from .factories.postmortems import (
    CommentThreadFactory,
    PerspectiveFactory,
    TimelineEntryFactory,
    TriggerFactory,
)

# Frozen by both, frozen by finalize alone, open when final.
FROZEN, FINAL, OPEN = "frozen", "final", "open"

# verb -> (how it is asked, what a finalized document says to it)
VERBS = {
    "section.write_section": (
        lambda c: section.write_section(c.section, "Another text", base=1, by=c.owner),
        FROZEN,
    ),
    "section.answer_question": (
        lambda c: section.answer_question(c.question, Answer.OPEN, by=c.owner),
        FROZEN,
    ),
    "record.add_record": (
        lambda c: record.add_record(Mitigator(postmortem=c.postmortem, text="New"), by=c.owner),
        FROZEN,
    ),
    "record.change_record": (
        lambda c: record.change_record(c.entry, {"text": "Other"}, base=1, by=c.owner),
        FROZEN,
    ),
    "record.remove_record": (lambda c: record.remove_record(c.entry, by=c.owner), FROZEN),
    "record.restore_record": (lambda c: record.restore_record(c.removed, by=c.owner), FROZEN),
    "record.move_record": (lambda c: record.move_record(c.entry, up=False, by=c.owner), FROZEN),
    "incident.change_incident": (
        lambda c: incident.change_incident(c.incident, {"title": "Other"}, base=1, by=c.owner),
        FROZEN,
    ),
    "incident.settle_obligation": (
        lambda c: incident.settle_obligation(c.incident, Obligation.VOLUNTARY, by=c.owner),
        FINAL,
    ),
    "idea.decide_idea": (
        lambda c: idea.decide_idea(c.idea, IdeaDecision.ACCEPTED, base=c.idea.version, by=c.owner),
        FROZEN,
    ),
    "perspective.add_perspective": (
        lambda c: perspective.add_perspective(
            Perspective(entry=c.entry, speaker=c.owner, saw="More"), by=c.owner
        ),
        FROZEN,
    ),
    "perspective.change_perspective": (
        lambda c: perspective.change_perspective(
            c.perspective, {"saw": "Other"}, base=1, by=c.responder
        ),
        FROZEN,
    ),
    "perspective.set_audience": (
        lambda c: perspective.set_audience(
            c.perspective, PerspectiveAudience.ORGANIZATION, by=c.responder
        ),
        FROZEN,
    ),
    "perspective.withdraw": (
        lambda c: perspective.withdraw(c.perspective, by=c.responder),
        FROZEN,
    ),
    # Not content: what goes on beside the text.
    "action.record_progress": (
        lambda c: action.record_progress(
            c.action,
            ActionStatus.DONE,
            base=c.action.version,
            by=c.responder,
            note_text="The drill was on Monday.",
        ),
        OPEN,
    ),
    "action.hand_over": (lambda c: action.hand_over(c.action, c.owner, by=c.responder), OPEN),
    "action.hand_back": (
        lambda c: action.hand_back(c.action, by=c.responder, reason="I am away."),
        OPEN,
    ),
    "action.look_back": (
        lambda c: action.look_back(
            c.done_action, DidItHelp.YES, base=c.done_action.version, by=c.responder
        ),
        OPEN,
    ),
    "comment.start_thread": (
        lambda c: comment.start_thread(c.postmortem, "And now?", by=c.reader, on_publication=True),
        OPEN,
    ),
    "comment.add_comment": (
        lambda c: comment.add_comment(c.page_thread, "This.", by=c.owner),
        OPEN,
    ),
    "comment.resolve_thread": (
        lambda c: comment.resolve_thread(c.page_thread, by=c.owner),
        OPEN,
    ),
    "comment.settle_thread": (
        lambda c: comment.settle_thread(c.thread, ThreadOutcome.ANSWERED, by=c.owner),
        FROZEN,
    ),
    "comment.take_to_review": (lambda c: comment.take_to_review(c.thread, by=c.owner), FROZEN),
    "incident.set_visibility": (
        lambda c: incident.set_visibility(c.incident, Visibility.RESTRICTED, by=c.owner),
        OPEN,
    ),
    "incident.grant_access": (
        lambda c: incident.grant_access(c.incident, c.outsider, by=c.owner),
        OPEN,
    ),
    "incident.withdraw_access": (
        lambda c: incident.withdraw_access(c.incident, c.granted, by=c.owner),
        OPEN,
    ),
    "postmortem.set_contributors": (
        lambda c: postmortem.set_contributors(c.postmortem, [], by=c.owner),
        OPEN,
    ),
    "postmortem.transfer_ownership": (
        lambda c: postmortem.transfer_ownership(c.postmortem, c.responder, by=c.owner),
        OPEN,
    ),
    "note.publish_note": (
        lambda c: note.publish_note(c.postmortem, {"summary": "Early"}, by=c.owner),
        Refused,
    ),
    "note.withdraw_note": (lambda c: note.withdraw_note(c.postmortem, by=c.owner), Refused),
}
# Verbs that this table does not ask: why.
ELSEWHERE = {
    "incident.open_incident": "there is no document yet",
    "postmortem.start_postmortem": "refused where one exists, in its own tests",
    "postmortem.set_facilitator": "IllegalMove when finalized, in its own tests",
    "postmortem.discard": "IllegalMove when finalized, in its own tests",
    "postmortem.recover": "only for what was discarded",
    "lifecycle.advance": "the table of moves",
    "lifecycle.make_move": "the table of moves",
    "publication.publish": "called by the move alone",
    "revision.save_revision": "called by the move alone",
    "comment.write_comment": "a part of start_thread and add_comment",
    "idea.add_action": "a part of decide_idea",
    "idea.remove_action": "a part of decide_idea",
    "section.keep": "a part of write_section",
    "section.save_text": "a part of write_section",
    "coediting.append_edit": "a part of write_section",
    "section.set_aside": "a part of write_section",
    "record.settle": "a part of every record verb",
    "record.set_hearer": "a part of every record verb",
    "record.confirm": "a part of every record verb",
}


def add_one_of_everything(cast):
    """What the verbs ask for, in a written document."""
    cast.removed = TriggerFactory(postmortem=cast.postmortem, by=cast.owner)
    record.remove_record(cast.removed, by=cast.owner)
    cast.entry = TimelineEntryFactory(incident=cast.incident)
    cast.perspective = PerspectiveFactory(
        entry=cast.entry, speaker=cast.responder, by=cast.responder
    )
    cast.section = cast.postmortem.sections.get(key="summary")
    cast.question = cast.postmortem.sections.get(number=7)
    cast.idea = cast.postmortem.ideas.get()
    cast.thread = CommentThreadFactory(postmortem=cast.postmortem, by=cast.owner)
    cast.page_thread = CommentThreadFactory(
        postmortem=cast.postmortem, by=cast.reader, on_publication=True
    )
    cast.action = cast.postmortem.actions.first()


def everything(cast):
    """The document as data, and its content version."""
    fresh = cast.fresh()
    return take_snapshot(fresh), fresh.content_version


@pytest.fixture
def final(cast, clock):
    scenes.decided(cast)
    add_one_of_everything(cast)
    scenes.sign(cast)
    advance(cast.postmortem, Move.FINALIZE, by=cast.facilitator)
    return scenes.renewed(cast)


@pytest.fixture
def gone(cast, clock):
    """Discarded with content: written, and no review held."""
    scenes.written(cast)
    add_one_of_everything(cast)
    return scenes.discarded(cast)


def test_every_verb_is_in_the_table():
    verbs = set()
    for module in pkgutil.iter_modules(postmortems.domain.__path__):
        found = importlib.import_module(f"postmortems.domain.{module.name}")
        for name, function in inspect.getmembers(found, inspect.isfunction):
            parameters = inspect.signature(function).parameters
            by = parameters.get("by")
            if function.__module__ != found.__name__ or name.startswith("_"):
                continue
            if by and by.kind == by.KEYWORD_ONLY and name not in ("note", "tell", "set_related"):
                verbs.add(f"{module.name}.{name}")

    assert verbs == set(VERBS) | set(ELSEWHERE)


def test_finalized_refuses_every_change_of_content(final):
    before = everything(final)

    for ask, answer in VERBS.values():
        if answer in (FROZEN, FINAL):
            with pytest.raises(ContentFrozen, match="finalized"):
                ask(final)

    assert everything(final) == before


def test_finalized_lets_everything_beside_the_text_go_on(final):
    version = final.postmortem.content_version

    for name, (ask, answer) in VERBS.items():
        if name == "action.look_back":
            final.done_action = final.postmortem.actions.get()
        if name == "action.hand_back":
            action.hand_over(final.action, final.responder, by=final.owner)
            final.action.refresh_from_db()
        if answer == OPEN:
            ask(final)
        elif answer not in (FROZEN, FINAL):
            with pytest.raises(answer):
                ask(final)

    assert final.fresh().content_version == version
    assert final.fresh().is_finalized


def test_discarded_refuses_every_change_of_content(gone):
    before = everything(gone)

    for ask, answer in VERBS.values():
        if answer == FROZEN:
            with pytest.raises(ContentFrozen, match="discarded"):
                ask(gone)

    assert everything(gone) == before


def test_change_of_finalized_is_possible_again_once_reopened(final):
    advance(final.postmortem, Move.REOPEN, by=final.owner, reason="A date is wrong.")

    written = scenes.write(final.section, "Another text", by=final.owner)

    assert written.text == "Another text"
    assert timezone.now() == final.fresh().returned_at
