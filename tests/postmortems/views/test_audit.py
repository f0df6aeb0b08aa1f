"""The audit page: who did what, and what is never told there."""

import pytest

from accounts.domain import audit
from tests.cast import PARTS
from tests.factories.postmortems import PerspectiveFactory, TimelineEntryFactory

pytestmark = pytest.mark.django_db

GROUP = {
    "owner", "contributor", "facilitator", "note_taker", "responder", "invited_reader",
}  # fmt: skip


def address(cast, query=""):
    return f"/postmortems/{cast.postmortem.pk}/audit/{query}"


@pytest.mark.parametrize("part", PARTS)
def test_audit_belongs_to_the_review_group(cast, client_of, part):
    expected = {"anonymous": 302, "reader": 404}.get(part, 403)
    answer = client_of(getattr(cast, part)).get(address(cast))
    assert answer.status_code == (200 if part in GROUP else expected)


@pytest.mark.parametrize("part", PARTS)
def test_audit_of_a_restricted_incident_exists_for_its_people(restricted_cast, client_of, part):
    expected = {"anonymous": 302, "granted": 403, "administrator": 403}.get(part, 404)
    answer = client_of(getattr(restricted_cast, part)).get(address(restricted_cast))
    assert answer.status_code == (200 if part in GROUP else expected)


def test_audit_tells_before_and_after(cast, client_of):
    page = client_of(cast.owner).get(address(cast)).content.decode()
    assert "Facilitator named" in page
    assert "<ins><bdi>Facilitator</bdi></ins>" in page


def test_audit_never_tells_a_perspective(cast, client_of):
    entry = TimelineEntryFactory(incident=cast.incident)
    PerspectiveFactory(
        entry=entry, speaker=cast.responder, saw="A red light", audience="mine", by=cast.responder
    )
    own = client_of(cast.responder).get(address(cast)).content.decode()
    assert "Perspective added" in own
    for part in ("owner", "facilitator"):
        page = client_of(getattr(cast, part)).get(address(cast)).content.decode()
        assert "Perspective added" not in page
        assert "A red light" not in page


@pytest.mark.parametrize("number", ["2", "x", "0", "-1", "9" * 40, "%00"])
def test_audit_is_paged(cast, client_of, number):
    for turn in range(60):
        audit.record(
            "thing done", cast.postmortem, by=cast.owner, stream=cast.incident.reference,
            after={"turn": turn},
        )  # fmt: skip
    answer = client_of(cast.owner).get(address(cast, f"?page={number}"))
    assert answer.status_code == 200
    assert len(answer.context["rows"]) <= 50


def test_audit_asks_as_much_for_many_rows_as_for_few(cast, client_of, django_assert_num_queries):
    client = client_of(cast.owner)
    for _ in range(2):
        with django_assert_num_queries(17):
            client.get(address(cast))
        for turn in range(3):
            audit.record(
                "thing done", cast.postmortem, by=cast.owner, stream=cast.incident.reference,
                after={"turn": turn},
            )  # fmt: skip
