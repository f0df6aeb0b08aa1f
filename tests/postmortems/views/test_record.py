"""Records of all kinds: added, changed, removed, brought back, ordered; by whom, and not."""

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from postmortems.forms.kind import KINDS
from postmortems.models import TimelineEntry
from postmortems.views.record_list import build_list
from tests.cast import OUTSIDERS
from tests.factories.postmortems import FactorFactory, IncidentFactory, TimelineEntryFactory
from tests.scenes import finalized

from .doors import TEXT, add_url, line, make, url

ALL = sorted(KINDS)
PLAIN = [kind for kind in ALL if kind != "perspective"]


def newest(kind):
    return KINDS[kind].model.objects.order_by("-pk").first()


@pytest.mark.parametrize("kind", ALL)
def test_add_from_one_line(cast, client_of, kind):
    response = client_of(cast.owner).post(add_url(kind, cast), line(kind, cast))
    assert response.status_code == 302, response.context["form"].errors
    record = newest(kind)
    assert record.owning_incident() == cast.incident
    assert record.created_by == cast.owner
    assert getattr(record, TEXT[kind]) == line(kind, cast)[TEXT[kind]]


@pytest.mark.parametrize("kind", ALL)
def test_add_refused_gives_back_what_was_typed(cast, client_of, kind):
    data = line(kind, cast, **{TEXT[kind]: "typed \x00 with care"})
    response = client_of(cast.owner).post(add_url(kind, cast), data)
    assert response.status_code == 422
    assert "with care" in response.content.decode()


@pytest.mark.parametrize("kind", PLAIN)
def test_change_one_field_and_keep_the_others(cast, client_of, kind):
    record = make(kind, cast)
    client = client_of(cast.contributor)
    page = client.get(url("change", kind, record))
    data = page.context["form"].initial
    sent = flat(page.context["form"]) | {"base": record.version, TEXT[kind]: "Said better"}
    if kind == "person":
        sent["user"] = ""
    response = client.post(url("change", kind, record), sent)
    assert response.status_code == 302, response.context["form"].errors
    again = KINDS[kind].model.objects.get(pk=record.pk)
    assert getattr(again, TEXT[kind]) == "Said better"
    assert again.version == record.version + 1
    for name in set(data) & {field.name for field in record._meta.concrete_fields}:
        if name not in (TEXT[kind], "user", "label"):
            assert getattr(again, name) == getattr(record, name), name


def flat(form):
    """What a browser would send back of a form that nobody touched."""
    sent = {}
    for bound in form:
        value = bound.value()
        if hasattr(bound.field, "set_zone"):
            day, time = bound.field.widget.decompress(value)
            sent[f"{bound.html_name}_day"] = day.isoformat() if day else ""
            sent[f"{bound.html_name}_time"] = time or ""
        elif value not in (None, False):
            sent[bound.html_name] = bound.field.prepare_value(value)
    return sent


@pytest.mark.parametrize("kind", PLAIN)
def test_stale_change_shows_both_and_overwrites_nothing(cast, client_of, kind):
    record = make(kind, cast)
    client = client_of(cast.owner)
    first = line(kind, cast, base=record.version, **{TEXT[kind]: "What a colleague typed"})
    second = line(kind, cast, base=record.version, **{TEXT[kind]: "What I typed"})
    assert client.post(url("change", kind, record), first).status_code == 302
    response = client.post(url("change", kind, record), second)
    html = response.content.decode()
    assert response.status_code == 409
    assert "What I typed" in html
    assert "What a colleague typed" in html
    assert getattr(newest(kind), TEXT[kind]) == "What a colleague typed"
    assert 'name="base" value="2"' in html


@pytest.mark.parametrize("kind", PLAIN)
def test_remove_and_bring_back(cast, client_of, kind):
    record = make(kind, cast)
    client = client_of(cast.owner)
    assert client.get(url("remove", kind, record)).status_code == 405
    client.post(url("remove", kind, record))
    assert newest(kind).is_removed
    page = client.get(back_page(kind, cast))
    assert "Bring back" in page.content.decode()
    client.post(url("restore", kind, record))
    assert not newest(kind).is_removed


def back_page(kind, cast):
    section = {"factor": "q4", "trigger": "q4", "mitigator": "q5", "idea": "q8", "action": "q8"}
    if kind not in section:
        return cast.incident.get_absolute_url()
    return reverse("postmortems:section", args=[cast.postmortem.pk, section[kind]])


def test_change_of_a_removed_record_is_told(cast, client_of):
    record = make("factor", cast)
    client = client_of(cast.owner)
    client.post(url("remove", "factor", record))
    response = client.post(
        url("change", "factor", record), line("factor", cast, base=record.version)
    )
    assert response.status_code == 409
    assert "It was removed while you were writing" in response.content.decode()


def test_move_changes_the_order(cast, client_of):
    first, second = (FactorFactory(postmortem=cast.postmortem) for _ in range(2))
    client_of(cast.owner).post(url("move", "factor", second), {"direction": "up"})
    assert list(cast.postmortem.factors.kept()) == [second, first]
    client_of(cast.owner).post(url("move", "factor", second), {"direction": "down"})
    assert list(cast.postmortem.factors.kept()) == [first, second]


@pytest.mark.parametrize("kind", ALL)
@pytest.mark.parametrize("part", ["outsider", "granted", "administrator", "reader"])
def test_add_is_not_for_others(cast, client_of, kind, part):
    before = KINDS[kind].model.objects.count()
    response = client_of(cast.people[part]).post(add_url(kind, cast), line(kind, cast))
    assert response.status_code == (404 if part == "reader" else 403)
    assert KINDS[kind].model.objects.count() == before


def test_responder_adds_a_perspective_and_nothing_else(cast, client_of):
    client = client_of(cast.responder)
    data = line("perspective", cast, speaker=cast.responder.pk)
    assert client.post(add_url("perspective", cast), data).status_code == 302
    assert client.post(add_url("factor", cast), line("factor", cast)).status_code == 403


@pytest.mark.parametrize("kind", ALL)
@pytest.mark.parametrize("part", OUTSIDERS)
def test_restricted_record_does_not_exist_for_outsiders(restricted_cast, client_of, kind, part):
    cast = restricted_cast
    record = make(kind, cast)
    client = client_of(cast.people[part])
    expected = 302 if part == "anonymous" else 404
    doors = [client.get(add_url(kind, cast)), client.post(add_url(kind, cast), line(kind, cast))]
    doors.append(client.get(url("change", kind, record)))
    doors += [
        client.post(url(name, kind, record)) for name in ("change", "remove", "restore", "move")
    ]
    assert [door.status_code for door in doors] == [expected] * len(doors)
    record.refresh_from_db()
    assert not record.is_removed


@pytest.mark.parametrize("kind", PLAIN)
def test_finalized_takes_no_records(cast, client_of, kind):
    record = make(kind, cast)
    cast = finalized(cast)
    client = client_of(cast.owner)
    assert client.get(add_url(kind, cast)).status_code == 409
    data = line(kind, cast)
    data.pop("entry", None)
    posted = client.post(add_url(kind, cast), data)
    changed = client.post(url("change", kind, record), data | {"base": record.version})
    assert posted.status_code == changed.status_code == 409
    assert line(kind, cast)[TEXT[kind]] in changed.content.decode()
    assert client.post(url("remove", kind, record)).status_code == 409
    record.refresh_from_db()
    assert not record.is_removed


def test_finalized_lists_have_no_controls(cast):
    cast = finalized(cast)
    shown = build_list("timeline", cast.incident, cast.owner, "/")
    assert shown.rows
    assert shown.form is None
    assert not shown.can_edit


def test_htmx_answers_with_the_list_and_aims_at_it(cast, client_of):
    response = client_of(cast.owner).post(
        add_url("factor", cast), line("factor", cast), headers={"HX-Request": "true"}
    )
    html = response.content.decode()
    assert response.status_code == 200
    assert response.headers["HX-Retarget"] == "#list-factors"
    assert html.strip().startswith('<section class="record-list" id="list-factors"')
    assert "The pool was smaller than the peak" in html


def test_htmx_edit_answers_with_one_row(cast, client_of):
    record = make("factor", cast)
    html = client_of(cast.owner).get(
        url("change", "factor", record), headers={"HX-Request": "true"}
    )
    text = html.content.decode().strip()
    assert text.startswith('<li class="record record-edit" id="factor-')
    assert text.endswith("</li>")


def test_next_never_leaves_the_house(cast, client_of):
    data = line("factor", cast, next="https://evil.example/", list="nonsense")
    response = client_of(cast.owner).post(add_url("factor", cast), data)
    assert response.url == back_page("factor", cast) + "#list-factors"


def test_evidence_of_another_incident_is_refused(cast, client_of):
    foreign = TimelineEntryFactory()
    data = line("factor", cast, evidence=[foreign.pk])
    response = client_of(cast.owner).post(add_url("factor", cast), data)
    assert response.status_code == 422
    own = TimelineEntryFactory(incident=cast.incident)
    client_of(cast.owner).post(add_url("factor", cast), data | {"evidence": [own.pk]})
    assert list(newest("factor").evidence.all()) == [own]


@pytest.mark.parametrize("kind", ["idea", "action"])
def test_factor_of_another_postmortem_is_refused(cast, client_of, kind):
    foreign = FactorFactory()
    response = client_of(cast.owner).post(
        add_url(kind, cast), line(kind, cast, factors=[foreign.pk])
    )
    assert response.status_code == 422


def test_reader_cannot_be_given_an_action(cast, client_of):
    data = line("action", cast, owner=cast.reader.pk)
    assert client_of(cast.owner).post(add_url("action", cast), data).status_code == 422


def test_seen_before_keeps_hidden_incidents_and_shows_only_visible_ones(
    cast, restricted_cast, client_of
):
    shown, hidden = IncidentFactory(), restricted_cast.incident
    factor = make("factor", cast, links={"seen_before": [hidden]})
    client = client_of(cast.owner)
    page = client.get(back_page("factor", cast)).content.decode()
    assert f"{hidden.reference}</a>" not in page
    data = line("factor", cast, base=factor.version, seen_before=shown.reference)
    assert client.post(url("change", "factor", factor), data).status_code == 302
    assert set(factor.seen_before.all()) == {shown, hidden}
    page = client.get(back_page("factor", cast)).content.decode()
    assert f"{shown.reference}</a>" in page
    refused = data | {"seen_before": hidden.reference, "base": factor.version + 1}
    assert client.post(url("change", "factor", factor), refused).status_code == 422


def test_timeline_day_without_time_is_a_day(cast, client_of):
    data = line("timeline", cast, occurred_at_time="")
    client_of(cast.owner).post(add_url("timeline", cast), data)
    entry = TimelineEntry.objects.get()
    assert entry.is_day_only


def test_second_headline_takes_the_place_of_the_first(cast, client_of):
    first = make("impact", cast, is_headline=True)
    data = line("impact", cast, is_headline="on")
    assert client_of(cast.owner).post(add_url("impact", cast), data).status_code == 302
    first.refresh_from_db()
    assert not first.is_headline


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("name", "kind", "queries"),
    [
        ("timeline", "timeline", 4),
        ("impact", "impact", 2),
        ("people", "person", 3),
        ("factors", "factor", 5),
        ("ideas", "idea", 5),
        ("actions", "action", 5),
    ],
)
def test_list_costs_the_same_queries_for_more_rows(
    cast, django_assert_num_queries, rf, rows, name, kind, queries
):
    for _ in range(rows):
        record = make(kind, cast)
        if hasattr(record, "factors"):
            record.factors.add(FactorFactory(postmortem=cast.postmortem))
    incident = cast.fresh().incident
    incident.postmortem  # noqa: B018  what a view has loaded already
    with django_assert_num_queries(queries):
        shown = build_list(name, incident, cast.owner, "/")
        html = render_to_string("postmortems/_record_list.html", {"list": shown})
    assert html.count('class="record-title"') + html.count('class="entry ') >= rows
