"""The action list: what it holds for whom, and what its address finds."""

from datetime import timedelta

import pytest
from django.utils import timezone

from postmortems.domain.lifecycle import advance
from postmortems.enums import Move
from postmortems.models import ActionItem, Incident
from tests import scenes
from tests.cast import INSIDERS, PARTS
from tests.factories.accounts import TeamFactory, UserFactory
from tests.factories.postmortems import ActionFactory, IncidentFactory, PostmortemFactory
from tests.hostile import BROKEN, SCRIPTS, UNICODE
from tests.kept import kept

URL = "/actions/"
EVERYTHING = {"whose": "all", "state": "any"}


def listed(client, **query):
    """The titles in the list, in their order."""
    response = client.get(URL, {**EVERYTHING, **query})
    assert response.status_code == 200
    return [row.told_title for _, _, rows in response.context["groups"] for row in rows]


def text(response):
    return response.content.decode()


def in_days(days):
    return timezone.localdate() + timedelta(days=days)


def made(cast, title, **values):
    return ActionFactory(postmortem=cast.postmortem, title=title, **values)


def became(action, status, note="Seen in the drill.", **values):
    ActionItem.objects.filter(pk=action.pk).update(status=status, status_note=note, **values)


@pytest.fixture
def several(cast):
    return actions_of_each_standing(cast)


@kept
def actions_of_each_standing(cast):
    """One action of each kind of standing."""
    made(cast, "late", due_on=in_days(-4), owner=cast.owner, priority="low")
    made(cast, "today", due_on=in_days(0), owner=cast.owner, priority="high")
    made(cast, "soon", due_on=in_days(14), owner=cast.responder)
    made(cast, "later", due_on=in_days(15), owner=None)
    made(cast, "undated", due_on=None, owner=cast.owner, kind="share")
    became(made(cast, "started", due_on=in_days(30)), "in-progress", "")
    now = timezone.now()
    became(made(cast, "done"), "done", done_at=now, look_back_on=in_days(1))
    became(made(cast, "old"), "done", done_at=now - timedelta(days=99), look_back_on=in_days(0))
    became(made(cast, "helped"), "done", done_at=None, look_back_on=in_days(-9), did_it_help="yes")
    became(made(cast, "declined"), "declined")
    became(made(cast, "superseded"), "superseded")
    made(cast, "removed")
    ActionItem.objects.filter(title="removed").update(removed_at=now)
    return cast


@pytest.mark.parametrize("part", PARTS)
def test_list_holds_what_each_may_see(cast, client_of, part):
    made(cast, "Of a draft")
    if part == "anonymous":
        assert client_of(cast.anonymous).get(URL).url.startswith("/account/login/")
        return
    client = client_of(cast.people[part])
    assert listed(client) == ([] if part == "reader" else ["Of a draft"])
    scenes.finalized(cast)
    assert "Of a draft" in listed(client)


@pytest.mark.parametrize("part", [part for part in PARTS if part != "anonymous"])
def test_restricted_is_in_no_list_count_or_choice_for_others(restricted_cast, client_of, part):
    cast = scenes.finalized(restricted_cast)
    response = client_of(cast.people[part]).get(URL, EVERYTHING)
    is_inside = part in INSIDERS
    title = cast.postmortem.actions.get().title
    assert (title in text(response)) is is_inside
    assert response.context["tabs"][-1][1] == (1 if is_inside else 0)
    told = text(response)
    assert (f">{cast.incident.services.get().name}</option>" in told) is is_inside
    assert (f">{cast.responder.name}</option>" in told) is is_inside


@pytest.mark.parametrize(
    ("state", "titles"),
    [
        ("to-do", ["late", "today", "soon", "later", "started", "undated"]),
        ("late", ["late"]),
        ("soon", ["today", "soon"]),
        ("later", ["later", "started"]),
        ("undated", ["undated"]),
        ("started", ["started"]),
        ("done", ["done", "old", "helped"]),
        ("look-back", ["old"]),
        ("declined", ["declined"]),
        ("superseded", ["superseded"]),
    ],
)
def test_states(several, client_of, state, titles):
    assert listed(client_of(several.outsider), state=state) == titles


def test_filters_narrow_and_combine(several, client_of):
    client = client_of(several.outsider)
    other = PostmortemFactory(incident=IncidentFactory(severity=4, services=["search"]))
    ActionFactory(postmortem=other, title="elsewhere", due_on=in_days(1), kind="repair")
    service = other.incident.services.get().pk
    for query, titles in (
        ({"kind": "share"}, ["undated"]),
        ({"priority": "high"}, ["today"]),
        ({"owner": several.responder.pk}, ["soon"]),
        ({"owner": "nobody"}, ["later"]),
        ({"severity": 4}, ["elsewhere"]),
        ({"service": service}, ["elsewhere"]),
        ({"q": "LSEWH"}, ["elsewhere"]),
        ({"q": other.reference}, ["elsewhere"]),
        ({"q": other.incident.title}, ["elsewhere"]),
        ({"due_by": in_days(0).isoformat()}, ["late", "today"]),
        ({"state": "to-do", "owner": several.owner.pk, "kind": "share"}, ["undated"]),
        ({"severity": 4, "kind": "share"}, []),
    ):
        assert listed(client, **query) == titles, query
    number = ActionItem.objects.get(title="soon").pk
    assert listed(client, q=f"#{number}") == ["soon"]


def test_sorts_and_pages_stay_together(cast, client_of):
    for number in range(27):
        made(cast, f"n{number:02}", due_on=in_days(number), priority="high" if number else "low")
    client = client_of(cast.outsider)
    assert listed(client, state="to-do")[0] == "n00"
    assert listed(client, sort="priority")[0] == "n01"
    assert listed(client, sort="newest")[0] == "n26"
    assert listed(client, sort="postmortem")[0] == "n00"
    first = client.get(URL, {**EVERYTHING, "sort": "newest", "q": "n"})
    assert "sort=newest" in text(first)
    assert "27 actions in any state. Newest first." in text(first)
    query = first.context["query"]
    assert client.get(f"{URL}{query}&page=2").context["page"].number == 2
    assert listed(client, sort="newest", page=2) == ["n01", "n00"]
    assert listed(client, sort="priority", page=2)[-1] == "n00"


def test_tabs_tell_mine_my_teams_and_all(several, client_of):
    team, other = TeamFactory(), TeamFactory()
    several.owner.teams.set([team, other])
    several.responder.teams.set([team, other])  # shares two: still counted once
    several.outsider.teams.add(TeamFactory())
    client = client_of(several.owner)
    assert listed(client, whose="mine", state="to-do") == ["late", "today", "undated"]
    assert listed(client, whose="teams", state="to-do") == ["late", "today", "soon", "undated"]
    counts = [count for _, count, _, _ in client.get(URL).context["tabs"]]
    assert counts == [3, 4, 6]
    assert "Three actions of yours to do, one of them late." in text(client.get(URL))
    assert listed(client_of(several.outsider), whose="teams") == []


def test_empty_lists_say_why_and_what_to_do(several, client_of):
    client = client_of(UserFactory())
    assert "Nothing waits for you." in text(client.get(URL))
    assert "You are in no team yet." in text(client.get(URL, {"whose": "teams"}))
    told = text(client.get(URL, {"whose": "all", "q": "zebra", "kind": "detect"}))
    assert "Nothing fits all of these filters." in told
    assert 'href="?whose=all&amp;kind=detect"' in told
    assert "No actions to do" in told
    assert "No action is in this state." in text(client.get(URL, {"state": "declined"}))


def test_reader_filters_and_sorts_by_what_was_published(cast, client_of):
    cast = scenes.finalized(cast)
    action = cast.postmortem.actions.get()
    advance(cast.postmortem, Move.REOPEN, by=cast.owner, reason="A date is wrong")
    drafted = {"title": "DRAFT-TITLE", "kind": "share", "priority": "high", "due_on": in_days(-5)}
    ActionItem.objects.filter(pk=action.pk).update(**drafted)
    Incident.objects.filter(pk=cast.incident.pk).update(title="DRAFT-INCIDENT", severity=5)
    made(cast, "Added since")
    reader, member = client_of(cast.reader), client_of(cast.outsider)
    assert listed(reader) == [action.title]
    assert "DRAFT-" not in text(reader.get(URL, EVERYTHING))
    for query in (
        {"kind": "share"},
        {"priority": "high"},
        {"state": "late"},
        {"severity": 5},
        {"q": "DRAFT"},
        {"due_by": in_days(0).isoformat()},
    ):
        assert listed(reader, **query) == [], query
        assert "DRAFT-TITLE" in listed(member, **query), query
    published = {"kind": "detect", "priority": "medium", "state": "soon", "severity": 2}
    assert listed(reader, **published) == [action.title]
    service = cast.incident.services.get()
    cast.incident.services.clear()
    assert listed(reader, service=service.pk) == [action.title]
    offered = member.get(URL, EVERYTHING).context["form"].fields["service"].queryset
    assert service not in offered
    assert "was left out" in text(member.get(URL, {**EVERYTHING, "service": service.pk}))


def test_superseded_names_a_successor_that_one_may_see(cast, restricted_cast, client_of):
    one = made(cast, "The one")
    hidden = made(restricted_cast, "HIDDEN")
    became(one, "superseded", superseded_by=hidden)
    client = client_of(cast.outsider)
    assert "HIDDEN" not in text(client.get(URL, EVERYTHING))
    became(one, "superseded", superseded_by=made(cast, "Its successor"))
    assert "Its successor" in text(client.get(URL, {**EVERYTHING, "state": "superseded"}))


def test_what_is_not_understood_is_told_and_left_out(several, client_of):
    client = client_of(several.outsider)
    response = client.get(URL, {**EVERYTHING, "kind": "zebra", "page": "many"})
    assert "was left out" in text(response)
    assert "zebra" in text(response)
    assert "many" in text(response)
    assert len(listed(client, kind="zebra", state="nonsense", whose="theirs")) == 0
    assert len(listed(client, kind="zebra")) == 11
    assert "was left out" not in text(client.get(URL, EVERYTHING))


ODD = {"huge": "9" * 40, "minus": "-1", "digit": "ⅷ", "far": "9999-12-31", "first": "0001-01-01"}
NAMES = "whose state sort kind priority severity service owner due_by page q".split()


def test_hostile_addresses_are_answered(several, client_of):
    client = client_of(several.owner)
    for which, value in (SCRIPTS | BROKEN | UNICODE | ODD).items():
        value = value.encode("utf-8", "replace").decode()[:500]
        response = client.get(URL, dict.fromkeys(NAMES, value))
        assert response.status_code == 200, which
        assert "<script>alert" not in text(response), which


def test_odd_values_are_answered_one_by_one(several, client_of):
    client = client_of(several.owner)
    for name in NAMES:
        for value in (ODD["huge"], "-1", "nobody", "\x00"):
            response = client.get(URL, {name: [value, value]})
            assert response.status_code == 200, (name, value)


def test_posting_to_the_list_does_nothing(cast, client_of):
    for url in (URL, "/actions.csv"):
        assert client_of(cast.owner).post(url).status_code == 405


@pytest.mark.parametrize(("part", "queries"), [("owner", 8), ("reader", 8)])
def test_list_asks_the_database_this_often(
    cast, client_of, django_assert_num_queries, part, queries
):
    cast = scenes.finalized(cast)
    client = client_of(cast.people[part])
    with django_assert_num_queries(queries):
        assert len(listed(client)) == 1
    advance(cast.postmortem, Move.REOPEN, by=cast.owner, reason="A date is wrong")
    for number in range(2):
        made(cast, f"Number {number}", owner=UserFactory())
    with django_assert_num_queries(queries):
        assert len(listed(client)) == (3 if part == "owner" else 1)
