"""Refusals that no view handles become pages with the right number."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django_htmx.middleware import HtmxMiddleware

from postmortems.exceptions import ContentFrozen, IllegalMove, NotReady, Refused, StaleChange
from postmortems.middleware import RefusalMiddleware
from postmortems.workflow import Blocker


def answer(exception, user, **headers):
    request = RequestFactory().post("/somewhere/", headers=headers)
    request.user = user
    HtmxMiddleware(lambda request: HttpResponse())(request)
    return RefusalMiddleware(lambda request: None).process_exception(request, exception)


@pytest.mark.parametrize(
    ("exception", "status", "words"),
    [
        (ContentFrozen("It is <final>."), 409, "It is &lt;final&gt;."),
        (IllegalMove("It is a draft."), 409, "It is a draft."),
        (StaleChange(None), 409, "It changed meanwhile"),
        (Refused("Say why."), 422, "Say why."),
        (NotReady([Blocker("x", "No <impact> yet.", "/there/")]), 422, "No &lt;impact&gt; yet."),
    ],
)
def test_refusal_has_its_number_and_its_words(cast, exception, status, words):
    page = answer(exception, cast.owner)
    assert page.status_code == status
    assert words in page.content.decode()
    assert "<main" in page.content.decode()
    fragment = answer(exception, cast.owner, **{"HX-Request": "true"})
    assert fragment.status_code == status
    assert "<main" not in fragment.content.decode()
    assert words in fragment.content.decode()


def test_blockers_link_to_where_they_are_mended(cast):
    blockers = [Blocker("x", "No impact yet.", "/there/")]
    assert 'href="/there/"' in answer(NotReady(blockers), cast.owner).content.decode()


def test_way_back_is_ours_or_none(cast):
    kept = answer(Refused("No."), cast.owner, Referer="http://testserver/postmortems/")
    assert 'href="http://testserver/postmortems/"' in kept.content.decode()
    foreign = answer(Refused("No."), cast.owner, Referer="https://evil.example/")
    assert "evil.example" not in foreign.content.decode()


def test_other_errors_are_left_alone(cast):
    assert answer(ValueError("x"), cast.owner) is None
