"""What changed since the review: readable, and nobody's private view in it."""

from datetime import date

import pytest

from postmortems.domain.perspective import set_audience
from postmortems.domain.record import change_record
from postmortems.domain.revision import save_revision
from tests import scenes
from tests.factories.postmortems import (
    ActionFactory,
    FactorFactory,
    PerspectiveFactory,
    TimelineEntryFactory,
)

pytestmark = pytest.mark.django_db


def address(cast, query=""):
    return f"/postmortems/{cast.postmortem.pk}/changes/{query}"


def test_changes_show_text_and_records_since_the_review(cast, client_of):
    scenes.reviewed(cast)
    section = cast.postmortem.sections.get(key="summary")
    scenes.write(section, section.text + "\nA line after the review.", by=cast.owner)
    FactorFactory(postmortem=cast.postmortem, summary="The alert was muted")
    page = client_of(cast.owner).get(address(cast)).content.decode()
    assert "A line after the review." in page
    assert "The alert was muted" in page


def test_changes_of_a_row_mark_the_words(cast, client_of):
    entry = TimelineEntryFactory(incident=cast.incident, text="The pool was full")
    save_revision(cast.fresh(), by=cast.owner, reason="Kept")
    change_record(entry, {"text": "The pool was empty"}, base=1, by=cast.owner)
    page = client_of(cast.owner).get(address(cast)).content.decode()
    assert "The pool was <del>full</del><ins>empty</ins>" in page


def test_changes_tell_a_day_as_readers_write_it(cast, client_of):
    action = ActionFactory(postmortem=cast.postmortem, due_on=date(2027, 3, 1))
    save_revision(cast.fresh(), by=cast.owner, reason="Kept")
    change_record(action, {"due_on": date(2027, 3, 9)}, base=1, by=cast.owner)
    page = client_of(cast.owner).get(address(cast)).content.decode()
    assert "<del>1 Mar 2027</del> <ins>9 Mar 2027</ins>" in page
    assert "2027-03" not in page.split("<main")[1]


def test_changes_without_any_say_so(cast, client_of):
    assert "No revision is kept yet" in client_of(cast.owner).get(address(cast)).content.decode()
    scenes.reviewed(cast)
    assert "Nothing changed between" in client_of(cast.owner).get(address(cast)).content.decode()


@pytest.mark.parametrize("query", ["?from=x&to=y", "?from=99", f"?from={'9' * 60}", "?to=%00"])
def test_changes_between_made_up_revisions_is_no_error(cast, client_of, query):
    scenes.reviewed(cast)
    assert client_of(cast.owner).get(address(cast, query)).status_code == 200


def test_changes_are_for_the_review_group(cast, client_of):
    for part, status in (("responder", 200), ("administrator", 403), ("granted", 403)):
        assert client_of(getattr(cast, part)).get(address(cast)).status_code == status


def test_changes_tell_a_perspective_only_to_its_present_audience(cast, client_of):
    save_revision(cast.fresh(), by=cast.owner, reason="Kept")
    entry = TimelineEntryFactory(incident=cast.incident)
    perspective = PerspectiveFactory(
        entry=entry, speaker=cast.responder, saw="A red light", by=cast.responder
    )
    assert "A red light" in client_of(cast.owner).get(address(cast)).content.decode()
    save_revision(cast.fresh(), by=cast.owner, reason="Kept")
    set_audience(perspective, "mine", by=cast.responder)
    page = client_of(cast.owner).get(address(cast, "?from=1&to=2")).content.decode()
    assert "A red light" not in page
    own = client_of(cast.responder).get(address(cast, "?from=1&to=2")).content.decode()
    assert "A red light" not in own  # narrowed, it left what was kept; the speaker has it still
    perspective.refresh_from_db()
    assert perspective.saw == "A red light"
