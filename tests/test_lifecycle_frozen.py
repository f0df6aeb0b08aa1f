"""What is final stays as it is: every verb of the domain, on a finalized and a discarded draft."""

import importlib
import inspect
import pkgutil

import pytest
from django.utils import timezone

import postmortems.domain
from postmortems.domain import action
from postmortems.domain.lifecycle import advance
from postmortems.domain.record import remove_record
from postmortems.domain.snapshot import take_snapshot
from postmortems.enums import Move
from postmortems.exceptions import ContentFrozen

from . import scenes
from .factories.postmortems import (
    AttachmentFactory,
    CommentThreadFactory,
    PerspectiveFactory,
    TimelineEntryFactory,
    TriggerFactory,
)
from .frozen_verbs import ELSEWHERE, FINAL, FROZEN, OPEN, VERBS


def add_one_of_everything(cast):
    """What the verbs ask for, in a written document."""
    cast.removed = TriggerFactory(postmortem=cast.postmortem, by=cast.owner)
    remove_record(cast.removed, by=cast.owner)
    cast.entry = TimelineEntryFactory(incident=cast.incident)
    cast.perspective = PerspectiveFactory(
        entry=cast.entry, speaker=cast.responder, by=cast.responder
    )
    cast.file = AttachmentFactory(postmortem=cast.postmortem)
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
