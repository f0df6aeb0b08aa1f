"""Hostile input through every form: a form error, or stored as typed and shown escaped."""

import pytest
from django.urls import reverse
from hypothesis import example, given
from hypothesis import strategies as st

from postmortems.forms.kind import KINDS
from postmortems.models import Incident
from tests.hostile import HOSTILE_TEXTS, through_forms

from .doors import LINES, TEXT, add_url, line, make, url

ALL = sorted(KINDS)
# A browser sends UTF-8: what can't be encoded never arrives as such.
TEXTS = sorted({text.encode(errors="replace").decode() for text in HOSTILE_TEXTS.values()})
ODD = [
    "-1",
    "0",
    "9" * 5_000,
    str(2**63),
    str(2**31),
    "1e400",
    "٣",
    "0001-01-01",
    "9999-12-31",
    "2026-03-29",
    "2026-02-31",
    "23:59:60",
    "02:30",
    "00:00",
    "Pacific/Apia",
    "../../etc",
    "INC-99999999999999999999, PM-0",
    "true",
    "on",
    "",
    "organization",
    "mine",
    "day",
    "superseded",
    "https://a.example/" + "x" * 3_000,
    "javascript:alert(1)",
]
values = st.one_of(st.sampled_from(ODD), st.sampled_from(TEXTS), st.text(max_size=40))
many = st.one_of(values, st.lists(values, max_size=3))


def sendable(value):
    """Surrogates that hypothesis draws arrive as question marks."""
    if isinstance(value, list):
        return [sendable(one) for one in value]
    return value.encode(errors="replace").decode()


def spoiled(data, names, wishes):
    """The good line with some of its fields replaced."""
    return data | {names[at % len(names)]: sendable(value) for at, value in wishes}


wishes = st.lists(st.tuples(st.integers(0, 30), many), min_size=1, max_size=5)


def is_answered(response, data):
    """No refusal but the form's own; and no tag of what was typed stands in the page."""
    assert response.status_code in (200, 302, 409, 422), response.status_code
    html = response.content.decode()
    for value in data.values():
        for text in value if isinstance(value, list) else [value]:
            if isinstance(text, str) and "<" in text and text.strip("<\n ") and len(text) > 3:
                assert text not in html


def names_of(kind, cast):
    form_class = KINDS[kind].form
    form = form_class(
        incident=cast.incident, user=cast.owner, instance=KINDS[kind].blank(cast.incident)
    )
    names = []
    for name, field in form.fields.items():
        parts = ["day", "time"] if hasattr(field, "set_zone") else []
        names += [f"{name}_{part}" for part in parts] or [name]
    return [*names, "list", "next", "base"]


def through_record(cast, client, kind, record, drawn):
    """The same hostile wishes through adding and changing; what was stored is as typed."""
    model = KINDS[kind].model
    data = spoiled(line_of(kind, cast, record), names_of(kind, cast), drawn)
    before = set(model.objects.values_list("pk", flat=True))
    response = client.post(add_url(kind, cast), data, headers={"HX-Request": "true"})
    is_answered(response, data)
    added = model.objects.exclude(pk__in=before)
    for one in added:
        typed = data[TEXT[kind]]
        typed = ["", *typed][-1] if isinstance(typed, list) else typed
        if not (kind == "person" and one.user_id):
            stored = getattr(one, TEXT[kind])
            assert stored == typed.replace("\r\n", "\n").strip() or stored == typed.strip()
    assert (response.status_code == 200) == bool(added)
    added.delete()
    version = model.objects.get(pk=record.pk).version
    response = client.post(url("change", kind, record), {"base": version} | data)
    is_answered(response, data)


def line_of(kind, cast, record):
    data = dict(LINES[kind])
    if kind == "perspective":
        data |= {"entry": str(record.entry_id), "speaker": str(cast.owner.pk)}
    return data


@pytest.fixture
def setting(cast, client_of):
    return cast, client_of(cast.owner)


@pytest.mark.parametrize("kind", ALL)
@given(drawn=wishes)
@example(drawn=[(0, "a\x00b"), (1, "9" * 5_000)])
@example(drawn=[(1, [])])
@through_forms("records", parts=len(ALL))
def test_records_take_hostile_input(setting, kind, drawn):
    cast, client = setting
    record = cast.__dict__.setdefault(f"_{kind}", None) or remember(kind, cast)
    through_record(cast, client, kind, record, drawn)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ALL)
@given(drawn=wishes)
@through_forms("records", parts=len(ALL), at_length=True)
def test_records_take_much_hostile_input(setting, kind, drawn):
    cast, client = setting
    record = cast.__dict__.setdefault(f"_{kind}", None) or remember(kind, cast)
    through_record(cast, client, kind, record, drawn)


def remember(kind, cast):
    """One record of the cast's owner, made once for all examples of a test."""
    if kind == "perspective":
        from tests.factories.postmortems import PerspectiveFactory, TimelineEntryFactory

        entry = TimelineEntryFactory(incident=cast.incident)
        record = PerspectiveFactory(entry=entry, speaker=cast.owner, by=cast.owner)
    else:
        record = make(kind, cast)
    setattr(cast, f"_{kind}", record)
    return record


INCIDENT = {
    "title": "Checkout refused cards",
    "severity": "2",
    "time_zone": "Europe/Vienna",
    "open-only": "",
}
INCIDENT_NAMES = [
    "title",
    "severity",
    "time_zone",
    "services",
    "tags",
    "detected_by",
    "detected_by_note",
    "related",
    "role",
    "visibility",
    "base",
    *(
        f"{name}_{part}"
        for name in ("started_at", "detected_at", "acknowledged_at", "mitigated_at", "resolved_at")
        for part in ("day", "time")
    ),
]


def through_incident(cast, client, drawn):
    data = spoiled(INCIDENT, INCIDENT_NAMES, drawn)
    before = Incident.objects.count()
    response = client.post(reverse("postmortems:incident-open"), data)
    is_answered(response, data)
    assert (response.status_code == 302) == (Incident.objects.count() > before)
    if response.status_code == 302:
        is_answered(client.get(response.url), data)
    version = Incident.objects.get(pk=cast.incident.pk).version
    door = reverse("postmortems:incident-change", args=[cast.incident.pk])
    is_answered(client.post(door, {"base": version} | data), data)
    is_answered(client.get(cast.incident.get_absolute_url()), data)


@given(drawn=wishes)
@example(drawn=[(11, "0001-01-01"), (12, "00:00"), (2, "Pacific/Apia")])
@example(drawn=[(11, "9999-12-31"), (12, "23:59"), (2, "America/Adak")])
@example(drawn=[(3, "Ⅷ,ⅷ,K,k,İ,i"), (4, ","), (0, "x" * 1_000_000)])
@through_forms("incident")
def test_incidents_take_hostile_input(setting, drawn):
    through_incident(*setting, drawn)


@pytest.mark.slow
@given(drawn=wishes)
@through_forms("incident", at_length=True)
def test_incidents_take_much_hostile_input(setting, drawn):
    through_incident(*setting, drawn)


SMALL = ["decision", "reason", "deferred_until", "status", "note_text", "superseded_by", "owner"]
SMALL += ["did_it_help", "obligation", "covered_by", "visibility", "person", "audience", "base"]


def through_small_forms(cast, client, drawn):
    """Decisions, progress, hand-overs, looking back, obligation, access, audience."""
    idea, action, perspective = (
        cast.__dict__.get(f"_{kind}") or remember(kind, cast)
        for kind in ("idea", "action", "perspective")
    )
    good = {"decision": "declined", "status": "done", "did_it_help": "yes", "reason": "So"}
    data = spoiled(good | {"base": "1", "obligation": "owed"}, SMALL, drawn)
    doors = [("idea-decide", idea), ("perspective-audience", perspective)]
    doors += [
        (name, action) for name in ("action-progress", "action-hand-over", "action-look-back")
    ]
    doors += [
        (name, cast.incident)
        for name in ("incident-obligation", "incident-visibility", "access-grant")
    ]
    for name, subject in doors:
        is_answered(client.post(reverse(f"postmortems:{name}", args=[subject.pk]), data), data)
    door = reverse("postmortems:access-withdraw", args=[cast.incident.pk])
    assert client.post(door, data).status_code in (302, 404)


@given(drawn=wishes)
@example(drawn=[(11, "9" * 5_000), (5, "9" * 5_000), (6, str(2**63))])
@through_forms("small")
def test_small_forms_take_hostile_input(setting, drawn):
    through_small_forms(*setting, drawn)


@pytest.mark.slow
@given(drawn=wishes)
@through_forms("small", at_length=True)
def test_small_forms_take_much_hostile_input(setting, drawn):
    through_small_forms(*setting, drawn)


@pytest.mark.parametrize("kind", ALL)
def test_a_megabyte_is_refused_and_given_back(cast, client_of, kind):
    text = "m" * 1_000_000
    response = client_of(cast.owner).post(
        add_url(kind, cast), line(kind, cast, **{TEXT[kind]: text})
    )
    assert response.status_code == 422
    assert text in response.content.decode()
