"""Where a section takes live edits, and where its form alone saves."""

import pytest

from .test_section import address, section_of

pytestmark = pytest.mark.django_db


def test_section_for_an_editor_names_the_live_text(cast, client_of):
    page = client_of(cast.contributor).get(address(cast)).content.decode()
    section = section_of(cast).pk
    assert f'data-live="/live/postmortems/{cast.postmortem.pk}/" data-section="{section}"' in page
    assert "js/together.js" in page
    member = client_of(cast.outsider).get(address(cast)).content.decode()
    assert "data-live=" not in member
    assert "js/together.js" not in member


def test_section_that_came_back_is_saved_by_its_form(cast, client_of):
    data = {"text": "a" * 100_001, "base": 0}
    answer = client_of(cast.owner).post(address(cast), data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "data-live=" not in page
    assert "js/draft.js" in page
