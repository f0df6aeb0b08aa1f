"""Declaration, covering note, sign-off and the part of those involved."""

from datetime import timedelta

import pytest

from accounts.models import AuditRecord
from postmortems.domain.coediting import open_document, text_of
from postmortems.domain.lifecycle import advance
from postmortems.domain.postmortem import set_contributors, set_facilitator, transfer_ownership
from postmortems.domain.section import write_section
from postmortems.domain.snapshot import take_snapshot
from postmortems.domain.update_log import Entry, append, build
from postmortems.enums import Move
from postmortems.exceptions import ContentFrozen, IllegalMove, Refused, StaleChange
from reviews.domain import signature
from reviews.domain.meeting import change_meeting
from reviews.domain.notebook import add_line, set_present
from reviews.models import Decision, Meeting, SignOff
from tests import scenes


def test_sign_off_names_the_revision_it_saw(cast):
    cast = scenes.decided(cast)
    signed = signature.sign_off(
        cast.postmortem, seen=cast.postmortem.content_version, by=cast.facilitator
    )
    assert signed.revision.content_version == cast.postmortem.content_version
    assert signed.revision.snapshot["ideas"][0]["decision"] == "deferred"


def test_sign_off_of_what_changed_meanwhile_is_told(cast):
    cast = scenes.decided(cast)
    seen = cast.postmortem.content_version
    section = cast.postmortem.sections.get(key="summary")
    write_section(section, "Another summary.", base=section.version, by=cast.owner)
    before = SignOff.objects.count()
    with pytest.raises(StaleChange):
        signature.sign_off(cast.postmortem, seen=seen, by=cast.facilitator)
    assert SignOff.objects.count() == before


def test_sign_off_of_words_that_are_only_in_the_log_is_told(cast):
    cast = scenes.decided(cast)
    section = cast.postmortem.sections.get(key="summary")
    live = open_document(cast.postmortem)
    seen = cast.fresh().content_version
    doc, _ = build(live.pk)
    before = doc.get_state()
    text_of(doc, section).insert(0, "Typed a moment ago. ")
    append([Entry(live.pk, doc.get_update(before), cast.owner.pk)])
    with pytest.raises(StaleChange):
        signature.sign_off(cast.postmortem, seen=seen, by=cast.facilitator)
    seen = cast.fresh().content_version
    signed = signature.sign_off(cast.postmortem, seen=seen, by=cast.facilitator)
    texts = [one["text"] for one in signed.revision.snapshot["sections"]]
    assert any(text.startswith("Typed a moment ago. ") for text in texts)


def test_sign_off_outside_reviewed_is_illegal(cast):
    with pytest.raises(IllegalMove):
        signature.sign_off(
            cast.postmortem, seen=cast.postmortem.content_version, by=cast.facilitator
        )


def test_changes_since_the_review_show_text_rows_and_the_review_itself(cast):
    cast = scenes.reviewed(cast)
    section = cast.postmortem.sections.get(key="summary")
    write_section(section, "Another summary.", base=section.version, by=cast.owner)
    add_line(Decision(meeting=Meeting.objects.get(), text="We stop."), by=cast.facilitator)
    changes = {part["heading"]: part for part in signature.changes_since_signed(cast.fresh())}
    assert set(changes) == {"Summary", "The review"}
    assert changes["The review"]["rows"][0]["change"] == "added"


def test_changes_are_empty_right_after_signing(cast):
    cast = scenes.decided(cast)
    assert signature.changes_since_signed(cast.postmortem)
    signature.sign_off(cast.postmortem, seen=cast.postmortem.content_version, by=cast.facilitator)
    assert signature.changes_since_signed(cast.fresh()) == []


def test_changes_show_who_carries_it_and_the_meeting_itself(cast):
    cast = scenes.reviewed(cast)
    meeting = Meeting.objects.get()
    set_contributors(cast.postmortem, [cast.responder], by=cast.owner)
    transfer_ownership(cast.postmortem, cast.contributor, by=cast.owner)
    set_facilitator(cast.postmortem, cast.outsider, by=cast.contributor, reason="On leave.")
    started = meeting.starts_at - timedelta(days=1)
    change_meeting(meeting, {"starts_at": started}, base=meeting.version, by=cast.facilitator)
    for row in meeting.attendance.kept():
        set_present(row, False, by=cast.facilitator)

    changes = {part["part"]: part["rows"] for part in signature.changes_since_signed(cast.fresh())}

    assert {name for name, _, _ in changes["carriers"][0]["fields"]} == {
        "owner",
        "contributors",
        "facilitator",
    }
    assert {name for name, _, _ in changes["review"][0]["fields"]} == {
        "held on",
        "attended",
        "relations",
    }


@pytest.mark.parametrize(
    "carry",
    [
        lambda cast: set_contributors(cast.postmortem, [cast.responder], by=cast.owner),
        lambda cast: transfer_ownership(cast.postmortem, cast.responder, by=cast.owner),
        lambda cast: set_facilitator(cast.postmortem, cast.outsider, by=cast.owner, reason="Ill."),
    ],
)
def test_change_of_who_carries_it_makes_the_signature_stale(cast, carry):
    cast = scenes.finalizable(cast)
    seen = cast.postmortem.content_version
    carry(cast)
    with pytest.raises(StaleChange):
        signature.sign_off(cast.fresh(), seen=seen, by=cast.facilitator)


def test_contributors_saved_as_they_were_change_nothing(cast):
    cast = scenes.finalizable(cast)
    set_contributors(cast.postmortem, list(cast.postmortem.contributors.all()), by=cast.owner)
    assert cast.fresh().content_version == cast.postmortem.content_version


def test_published_revision_holds_what_its_page_shows(cast):
    """A name corrected after the signature is no change, and yet on the page."""
    cast = scenes.finalizable(cast)
    cast.owner.name = "Owner by another name"
    cast.owner.save()
    advance(cast.postmortem, Move.FINALIZE, by=cast.facilitator)
    published = cast.fresh().publications.get()
    assert published.revision.snapshot == published.snapshot
    assert published.snapshot["owner"]["name"] == "Owner by another name"


def test_finalize_publishes_the_signed_revision(cast):
    cast = scenes.finalizable(cast)
    signed = SignOff.objects.latest("pk").revision
    advance(cast.postmortem, Move.FINALIZE, by=cast.facilitator)
    assert cast.fresh().publications.get().revision == signed


def test_declaration_without_tick_or_reason_is_refused(cast):
    with pytest.raises(Refused):
        signature.declare(cast.postmortem, directs_nobody=False, exception=" ", by=cast.facilitator)


def test_cover_before_any_review_is_refused(cast):
    with pytest.raises(Refused):
        signature.cover(cast.postmortem, "It is small.", by=cast.facilitator)


def test_part_blocks_nothing_and_stays_out_of_snapshot_and_audit(cast):
    cast = scenes.reviewable(cast)
    before = cast.postmortem.content_version
    signature.confirm_part(
        cast.postmortem, agrees=False, words="I was not alone.", by=cast.responder
    )
    signature.confirm_part(cast.postmortem, agrees=False, words="Nobody was.", by=cast.responder)
    assert cast.postmortem.partconfirmations.count() == 1
    assert cast.fresh().content_version == before
    assert "Nobody was" not in str(take_snapshot(cast.fresh()))
    told = str(list(AuditRecord.objects.filter(verb="part answered").values()))
    assert "part of Responder" in told
    assert "Nobody was" not in told
    assert "otherwise" not in told


def test_part_of_a_finalized_one_is_closed(cast):
    cast = scenes.finalized(cast)
    with pytest.raises(ContentFrozen):
        signature.confirm_part(cast.postmortem, agrees=True, words="", by=cast.responder)
