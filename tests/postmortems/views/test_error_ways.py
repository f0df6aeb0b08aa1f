"""The ways on from a page that refuses: the postmortem it was about, else the library."""

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import reverse

LIBRARY = f'href="{reverse("postmortems:library")}"'


def ways_from(path, **context):
    return render_to_string("_error_ways.html", context, request=RequestFactory().get(path))


@pytest.mark.parametrize("path", ["/postmortems/7/draft/q4/", "/postmortems/7/move/finalize/"])
def test_ways_under_a_postmortem_lead_to_it(path):
    ways = ways_from(path)

    assert 'href="/postmortems/7/"' in ways
    assert LIBRARY not in ways


@pytest.mark.parametrize(
    "path", ["/postmortems/7/", "/records/factor/7/", "/postmortems/x/", "/postmortems/" + "9" * 40]
)
def test_ways_elsewhere_lead_to_the_library(path):
    ways = ways_from(path)

    assert LIBRARY in ways
    assert "To the postmortem" not in ways


def test_ways_lead_back_first_where_the_page_before_is_known():
    ways = ways_from("/records/factor/7/", back_url="/incidents/3/", back_words="See how it stands")

    assert ways.index("/incidents/3/") < ways.index(LIBRARY)
    assert "See how it stands" in ways
