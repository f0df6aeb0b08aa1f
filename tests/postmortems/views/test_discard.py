"""Discarding a draft and recovering it."""

import pytest

from tests import scenes

pytestmark = pytest.mark.django_db


def address(cast, verb="discard"):
    return f"/postmortems/{cast.postmortem.pk}/{verb}/"


@pytest.mark.parametrize("part", ["contributor", "facilitator", "administrator", "outsider"])
def test_discard_is_for_the_owner(cast, client_of, part):
    client = client_of(getattr(cast, part))
    assert client.get(address(cast)).status_code == 403
    assert client.post(address(cast), {"reason": "Drill."}).status_code == 403
    assert not cast.fresh().is_discarded


@pytest.mark.parametrize("reason", ["", " ", "a\x00"])
def test_discard_needs_a_reason(cast, client_of, reason):
    answer = client_of(cast.owner).post(address(cast), {"reason": reason})
    assert answer.status_code == 422
    assert not cast.fresh().is_discarded


def test_discard_of_a_reviewed_draft_is_refused_with_the_reason_kept(cast, client_of):
    scenes.reviewable(cast)
    answer = client_of(cast.owner).post(address(cast), {"reason": "Not wanted."})
    assert answer.status_code == 409
    assert "A review was held" in answer.content.decode()
    assert "Not wanted." in answer.content.decode()
    assert not cast.fresh().is_discarded


def test_discarded_draft_says_so_and_is_recovered_by_whoever_may(cast, client_of):
    client_of(cast.owner).post(address(cast), {"reason": "It was a drill."})
    draft = f"/postmortems/{cast.postmortem.pk}/draft/summary/"
    for part, may in (("owner", True), ("administrator", True), ("contributor", False)):
        client = client_of(getattr(cast, part))
        page = client.get(draft).content.decode()
        assert "was discarded" in page
        assert "It was a drill." in page
        assert ("Recover the draft" in page) is may
    assert client_of(cast.contributor).post(address(cast, "recover")).status_code == 403
    assert client_of(cast.administrator).post(address(cast, "recover")).status_code == 302
    assert not cast.fresh().is_discarded
