"""The action list's own rules: days by the reader's clock, teams, words, what is published."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from postmortems.domain import action_list
from postmortems.domain.action_words import deed, found_words
from postmortems.domain.lifecycle import advance
from postmortems.enums import ActionKind, Move, Priority
from postmortems.models import ActionItem, PublishedAction
from tests import scenes
from tests.factories.accounts import TeamFactory, UserFactory
from tests.factories.postmortems import ActionFactory

MIDNIGHT = datetime(2026, 3, 12, 0, 30, tzinfo=UTC)


def titles(user, **criteria):
    return [row.told_title for row in action_list.find(user, **criteria)]


@pytest.mark.parametrize(
    ("zone", "state", "group"),
    [
        ("UTC", "late", "late"),  # 00:30 on the 12th
        ("America/New_York", "soon", "soon"),  # still the 11th
        ("Pacific/Kiritimati", "late", "late"),  # 14:30 on the 12th
        ("Etc/GMT+12", "soon", "soon"),
    ],
)
def test_late_is_by_the_readers_own_day(cast, zone, state, group):
    ActionFactory(postmortem=cast.postmortem, title="Due on the 11th", due_on=date(2026, 3, 11))
    with time_machine.travel(MIDNIGHT, tick=False), timezone.override(zone):
        assert titles(cast.owner, state=state) == ["Due on the 11th"]
        other = {"late": "soon", "soon": "late"}[state]
        assert titles(cast.owner, state=other) == []
        (row,) = action_list.find(cast.owner)
        assert action_list.group_of(row) == group


def test_look_back_waits_for_the_readers_own_day(cast):
    action = ActionFactory(postmortem=cast.postmortem)
    ActionItem.objects.filter(pk=action.pk).update(
        status="done", status_note="Seen", look_back_on=date(2026, 3, 12)
    )
    with time_machine.travel(MIDNIGHT, tick=False):
        assert len(titles(cast.owner, state="look-back")) == 1
        with timezone.override("America/New_York"):
            assert titles(cast.owner, state="look-back") == []


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("search exports", True),  # each word anywhere
        ('"exports in search"', True),
        ('"search exports"', False),  # a phrase
        ("SEARCH ÜBERWACHEN", True),
        ("überwachen checkout", True),  # the postmortem's title too
        ("search zebra", False),
    ],
)
def test_words_are_found_as_in_the_library(cast, text, is_found):
    ActionFactory(postmortem=cast.postmortem, title="Überwachen: exports in search")
    assert bool(titles(cast.owner, text=text)) is is_found


def test_teams_are_people_who_share_one(cast):
    mate, stranger, both = UserFactory(), UserFactory(), TeamFactory()
    for person in (cast.owner, mate):
        person.teams.set([both, TeamFactory()])
    stranger.teams.add(TeamFactory())
    for person in (cast.owner, mate, stranger):
        ActionFactory(postmortem=cast.postmortem, title=person.name, owner=person)
    ActionFactory(postmortem=cast.postmortem, title="Nobody's", owner=None)
    found = action_list.find(cast.owner)
    theirs = {row.told_title for row in action_list.of(found, cast.owner, action_list.TEAMS)}
    assert theirs == {cast.owner.name, mate.name}
    counts = action_list.counts(found, cast.owner)
    assert (counts["mine"], counts["teams"], counts["all"]) == (1, 2, 4)


def test_without_a_team_nothing_is_a_teams(cast):
    ActionFactory(postmortem=cast.postmortem, owner=cast.owner)
    found = action_list.find(cast.owner)
    assert not action_list.of(found, cast.owner, action_list.TEAMS).exists()


def test_discarded_drafts_have_no_actions_in_lists(cast):
    ActionFactory(postmortem=cast.postmortem, owner=cast.owner)
    scenes.discarded(cast)
    assert titles(cast.owner) == []


def test_published_rows_hold_what_the_page_tells(cast):
    cast = scenes.decided(cast)
    action = cast.postmortem.actions.get()
    values = {"kind": ActionKind.SHARE, "priority": Priority.LOW, "due_on": date(2027, 2, 28)}
    ActionItem.objects.filter(pk=action.pk).update(**values)
    scenes.sign(cast)
    advance(cast.fresh(), Move.FINALIZE, by=cast.facilitator)
    told = PublishedAction.objects.get()
    assert (told.action_id, told.title, told.done_when) == (
        action.pk,
        action.title,
        action.done_when,
    )
    assert {name: getattr(told, name) for name in values} == values


def test_what_a_page_leaves_out_has_no_row(cast):
    cast.postmortem.sections.filter(key="q8").update(audience="review-group")
    scenes.finalized(cast)
    assert not PublishedAction.objects.exists()


def test_rows_keep_their_order_and_lose_what_may_not_be_seen(cast, restricted_cast):
    hidden = ActionFactory(postmortem=restricted_cast.postmortem).pk
    keys = [ActionFactory(postmortem=cast.postmortem).pk for _ in range(3)][::-1]
    rows = action_list.rows_of([keys[0], hidden, *keys[1:]], cast.outsider)
    assert [row.pk for row in rows] == keys


@pytest.mark.parametrize(
    ("whose", "state", "count", "late", "words"),
    [
        ("mine", "to-do", 9, 1, "9 actions of yours to do, one of them late."),
        ("mine", "to-do", 1, 0, "One action of yours to do."),
        ("teams", "late", 2, 2, "Two actions of your teams late."),
        ("all", "done", 1200, 0, "1,200 actions done."),
        ("all", "soon", 0, 0, "No actions due within 14 days."),
    ],
)
def test_list_says_what_it_found(whose, state, count, late, words):
    assert found_words(whose, state, count, late) == words


@pytest.mark.parametrize(
    ("verb", "after", "words"),
    [
        ("progress recorded", {"status": "done"}, "said that it is done"),
        ("progress recorded", {"status": "in-progress"}, "has it in progress"),
        ("handed over", {"owner": "Ada"}, "handed it over to Ada"),
        ("handed back", {}, "handed it back"),
        ("looked back", {"did it help": "no"}, "looked back: it did not help"),
        ("looked at twice", {}, "looked at twice"),
    ],
)
def test_history_is_told_in_sentences(verb, after, words):
    record = type("Record", (), {"verb": f"action item {verb}", "after": after})
    assert deed(record) == words


def test_every_sort_is_the_same_from_page_to_page(cast):
    due = timezone.localdate() + timedelta(days=3)
    for _ in range(4):
        ActionFactory(postmortem=cast.postmortem, due_on=due, title="The same")
    for sort in action_list.SORTS:
        found = action_list.find(cast.owner, state="any", sort=sort).values_list("pk", flat=True)
        assert sorted([*found[:2], *found[2:]]) == sorted(found), sort
        assert len({*found[:2], *found[2:]}) == 4, sort
