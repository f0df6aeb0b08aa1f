"""What a publication keeps, and what of it which audience may see."""

import copy
import json
import re

import pytest

from postmortems.domain.lifecycle import advance
from postmortems.domain.perspective import withdraw
from postmortems.domain.publication import for_audience, render_body
from postmortems.domain.reading import reading_context
from postmortems.enums import Move
from postmortems.models import Perspective
from tests import scenes
from tests.hostile import BROKEN, SCRIPTS, UNICODE
from tests.postmortems import pages


def test_snapshot_stays_whole_while_the_body_hides(cast):
    publication = pages.published(cast).postmortem.publications.get()
    whole = json.dumps(publication.snapshot)
    for secret in pages.SECRETS:
        assert secret in whole, "there was something to hide"
        assert secret not in publication.body
        assert secret not in json.dumps(for_audience(publication.snapshot))
    assert "OPENED-WORDS" in publication.body
    assert cast.responder.name not in json.dumps(for_audience(publication.snapshot)["perspectives"])


def test_evidence_that_is_hidden_is_not_named(cast):
    view = for_audience(pages.published(cast).postmortem.publications.get().snapshot)
    shown = {row["id"] for row in view["timeline"]}
    factor = next(row for row in view["factors"] if row["summary"] == "A limit was low")
    assert len(factor["evidence"]) == 1
    assert set(factor["evidence"]) <= shown


def test_rows_go_with_their_section(cast):
    whole = pages.published(cast).postmortem.publications.get().snapshot
    for section, rows in (
        ("impact", "impact"),
        ("q4", "factors"),
        ("q4", "triggers"),
        ("q5", "mitigators"),
        ("q8", "ideas"),
        ("q8", "actions"),
    ):
        snapshot = copy.deepcopy(whole)
        assert for_audience(snapshot)[rows]
        for one in snapshot["sections"]:
            if one["key"] == section:
                one["audience"] = "review-group"
        assert for_audience(snapshot)[rows] == [], rows


def test_timeline_closed_leaves_what_other_sections_show(cast):
    snapshot = pages.published(cast).postmortem.publications.get().snapshot
    for one in snapshot["sections"]:
        if one["key"] == "timeline":
            one["audience"] = "review-group"
    view = for_audience(snapshot)
    assert {row["kind"] for row in view["timeline"]} == {"action", "communication"}
    assert view["perspectives"] == []


def test_an_audience_nobody_decided_about_is_refused(cast):
    snapshot = pages.published(cast).postmortem.publications.get().snapshot
    with pytest.raises(KeyError):
        for_audience(snapshot, "public")


def test_unknown_parts_of_a_snapshot_are_not_published(cast):
    snapshot = pages.published(cast).postmortem.publications.get().snapshot
    snapshot["interviews"] = [{"text": "INTERVIEW"}]
    snapshot["review"]["notes"] = "MEETING-NOTES"
    assert "INTERVIEW" not in json.dumps(for_audience(snapshot))
    assert "MEETING-NOTES" not in json.dumps(for_audience(snapshot))


def test_older_snapshot_without_review_renders(cast):
    snapshot = pages.published(cast).postmortem.publications.get().snapshot
    del snapshot["review"]
    assert cast.facilitator.name in render_body(snapshot)


def test_withdrawn_words_leave_the_published_body(cast):
    cast = pages.published(cast)
    advance(cast.postmortem, Move.REOPEN, by=cast.owner, reason="A date is wrong")
    publication = cast.postmortem.publications.get()
    before = publication.body_version
    withdraw(Perspective.objects.get(saw="OPENED-WORDS"), by=cast.responder)
    publication.refresh_from_db()
    assert "OPENED-WORDS" not in publication.body + json.dumps(publication.snapshot)
    assert "withdrawn by the one who gave it" in publication.body
    assert publication.body_version == before + 1


def test_amendment_tells_the_reopening_and_not_the_send_back(cast):
    cast = scenes.finalized(cast)
    advance(cast.postmortem, Move.REOPEN, by=cast.owner, reason="A date is wrong")
    from tests.factories.reviews import CoveringNoteFactory, DeclarationFactory

    DeclarationFactory(postmortem=cast.fresh(), by=cast.facilitator)
    CoveringNoteFactory(postmortem=cast.fresh())
    advance(cast.fresh(), Move.MARK_REVIEWED, by=cast.facilitator)
    advance(cast.fresh(), Move.SEND_BACK, by=cast.facilitator, reason="AMONG-REVIEWERS")
    CoveringNoteFactory(postmortem=cast.fresh())
    advance(cast.fresh(), Move.MARK_REVIEWED, by=cast.facilitator)
    scenes.sign(cast)
    advance(cast.fresh(), Move.FINALIZE, by=cast.facilitator)
    latest = cast.postmortem.publications.latest().first()
    assert (latest.number, latest.amendment) == (2, "A date is wrong")


def spoiled(value, text):
    """The same snapshot with one text in every place that people write in."""
    kept = {
        "key", "kind", "audience", "answer", "phase", "source", "precision", "outcome",
        "measure", "time_zone", "format", "decision", "html",
    }  # fmt: skip
    if isinstance(value, dict):
        return {
            name: one
            if name in kept or name.endswith(("_at", "_on", "_until"))
            else spoiled(one, text)
            for name, one in value.items()
        }
    if isinstance(value, list):
        return [spoiled(one, text) for one in value]
    return text if isinstance(value, str) else value


def test_hostile_text_is_escaped_everywhere(cast):
    snapshot = pages.published(cast).postmortem.publications.get().snapshot
    snapshot["incident"]["day_only"] = []
    signs = ("<script", "<img", "<svg", "<iframe", "<style", "<form", 'href="javascript')
    for name, text in (SCRIPTS | BROKEN | UNICODE).items():
        body = render_body(spoiled(snapshot, text) | {"format": 1})
        others = re.sub(r'<svg class="clock-picture clock-(wide|tall)" viewBox="0 0 ', "", body)
        assert body.count("<svg") - others.count("<svg") == 2, "the clock's own drawings"
        for sign in signs:
            assert sign not in others.lower(), name
        if "<" in text:
            assert "&lt;" in body, name


def test_links_that_are_no_web_addresses_are_left_out(cast):
    snapshot = pages.published(cast).postmortem.publications.get().snapshot
    for rows, field in (("links", "url"), ("timeline", "source_link"), ("actions", "tracker_link")):
        for row in snapshot[rows]:
            row[field] = "javascript:alert(1)"
    assert "javascript:" not in render_body(snapshot)


def test_facts_by_day_and_impossible_order_are_told(cast):
    snapshot = pages.published(cast).postmortem.publications.get().snapshot
    incident = snapshot["incident"]
    incident["day_only"] = ["resolved_at"]
    incident["resolved_at"] = "2026-03-13T00:00:00+00:00"
    assert reading_context(for_audience(snapshot))["facts"][0]["words"] == "about 3 days"
    incident["resolved_at"] = "2026-03-01T00:00:00+00:00"
    words = reading_context(for_audience(snapshot))["facts"][0]["words"]
    assert words == "ends before it began"


def test_first_and_last_years_render_in_any_zone(cast):
    snapshot = pages.published(cast).postmortem.publications.get().snapshot
    for moment in ("0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59+00:00"):
        for zone in ("America/New_York", "Pacific/Auckland"):
            changed = copy.deepcopy(snapshot)
            changed["incident"] |= {
                "time_zone": zone,
                "started_at": moment,
                "day_only": ["started_at"],
            }
            for row in changed["timeline"]:
                row["occurred_at"] = moment
            assert "<time" in render_body(changed)
