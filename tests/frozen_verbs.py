"""What a finalized and a discarded document say to each verb of the domain."""

from django.core.files.base import ContentFile

from postmortems.domain import (
    action,
    attachment,
    comment,
    history,
    idea,
    incident,
    note,
    perspective,
    postmortem,
    record,
    restoring,
    section,
    suggestion,
    timeline,
)
from postmortems.domain.snapshot import take_snapshot
from postmortems.enums import (
    ActionStatus,
    Answer,
    DidItHelp,
    IdeaDecision,
    Obligation,
    PerspectiveAudience,
    ThreadOutcome,
    Visibility,
)
from postmortems.exceptions import Refused
from postmortems.models import Mitigator, Perspective, Revision, TimelineEntry


def earlier(cast):
    """A revision of a time when there was no timeline."""
    snapshot = take_snapshot(cast.postmortem) | {"timeline": []}
    return Revision(postmortem=cast.postmortem, number=1, snapshot=snapshot)


# Frozen by both, frozen by finalize alone, open when final.
FROZEN, FINAL, OPEN = "frozen", "final", "open"

# verb -> (how it is asked, what a finalized document says to it)
VERBS = {
    "section.write_section": (
        lambda c: section.write_section(c.section, "Another text", base=1, by=c.owner),
        FROZEN,
    ),
    "section.answer_question": (
        lambda c: section.answer_question(c.question, Answer.OPEN, by=c.owner),
        FROZEN,
    ),
    "record.add_record": (
        lambda c: record.add_record(Mitigator(postmortem=c.postmortem, text="New"), by=c.owner),
        FROZEN,
    ),
    "record.change_record": (
        lambda c: record.change_record(c.entry, {"text": "Other"}, base=1, by=c.owner),
        FROZEN,
    ),
    "record.remove_record": (lambda c: record.remove_record(c.entry, by=c.owner), FROZEN),
    "record.restore_record": (lambda c: record.restore_record(c.removed, by=c.owner), FROZEN),
    "record.move_record": (lambda c: record.move_record(c.entry, up=False, by=c.owner), FROZEN),
    "incident.change_incident": (
        lambda c: incident.change_incident(c.incident, {"title": "Other"}, base=1, by=c.owner),
        FROZEN,
    ),
    "incident.settle_obligation": (
        lambda c: incident.settle_obligation(c.incident, Obligation.VOLUNTARY, by=c.owner),
        FINAL,
    ),
    "idea.decide_idea": (
        lambda c: idea.decide_idea(c.idea, IdeaDecision.ACCEPTED, base=c.idea.version, by=c.owner),
        FROZEN,
    ),
    "perspective.add_perspective": (
        lambda c: perspective.add_perspective(
            Perspective(entry=c.entry, speaker=c.owner, saw="More"), by=c.owner
        ),
        FROZEN,
    ),
    "perspective.change_perspective": (
        lambda c: perspective.change_perspective(
            c.perspective, {"saw": "Other"}, base=1, by=c.responder
        ),
        FROZEN,
    ),
    "perspective.set_audience": (
        lambda c: perspective.set_audience(
            c.perspective, PerspectiveAudience.ORGANIZATION, by=c.responder
        ),
        FROZEN,
    ),
    "perspective.withdraw": (
        lambda c: perspective.withdraw(c.perspective, by=c.responder),
        FROZEN,
    ),
    "history.keep_version": (
        lambda c: history.keep_version(c.postmortem, "Too late", by=c.owner),
        FROZEN,
    ),
    "restoring.restore": (
        lambda c: restoring.restore(c.postmortem, earlier(c), seen=0, by=c.owner, is_sure=True),
        FROZEN,
    ),
    "timeline.add_entries": (
        lambda c: timeline.add_entries(
            c.incident, [TimelineEntry(incident=c.incident, text="Late")], by=c.owner
        ),
        FROZEN,
    ),
    "timeline.change_entries": (
        lambda c: timeline.change_entries(c.incident, {c.entry.pk: 1}, {"text": "x"}, by=c.owner),
        FROZEN,
    ),
    "attachment.take": (
        lambda c: attachment.take(c.postmortem, ContentFile(b"late", name="late.log"), by=c.owner),
        FROZEN,
    ),
    "attachment.remove": (lambda c: attachment.remove(c.file, by=c.owner), FROZEN),
    "attachment.restore": (lambda c: attachment.restore(c.file, by=c.owner), FROZEN),
    # Not content: what goes on beside the text.
    "action.record_progress": (
        lambda c: action.record_progress(
            c.action,
            ActionStatus.DONE,
            base=c.action.version,
            by=c.responder,
            note_text="The drill was on Monday.",
        ),
        OPEN,
    ),
    "action.hand_over": (lambda c: action.hand_over(c.action, c.owner, by=c.responder), OPEN),
    "action.hand_back": (
        lambda c: action.hand_back(c.action, by=c.responder, reason="I am away."),
        OPEN,
    ),
    "action.look_back": (
        lambda c: action.look_back(
            c.done_action, DidItHelp.YES, base=c.done_action.version, by=c.responder
        ),
        OPEN,
    ),
    "comment.start_thread": (
        lambda c: comment.start_thread(c.postmortem, "And now?", by=c.reader, on_publication=True),
        OPEN,
    ),
    "comment.add_comment": (
        lambda c: comment.add_comment(c.page_thread, "This.", by=c.owner),
        OPEN,
    ),
    "comment.resolve_thread": (
        lambda c: comment.resolve_thread(c.page_thread, by=c.owner),
        OPEN,
    ),
    "comment.settle_thread": (
        lambda c: comment.settle_thread(c.thread, ThreadOutcome.ANSWERED, by=c.owner),
        FROZEN,
    ),
    "comment.reopen_thread": (lambda c: comment.reopen_thread(c.thread, by=c.owner), FROZEN),
    "comment.see": (lambda c: comment.see(c.thread.comments.all(), by=c.owner), OPEN),
    "suggestion.accept_suggestion": (
        lambda c: suggestion.accept_suggestion(c.thread, by=c.owner),
        FROZEN,
    ),
    "comment.take_to_review": (lambda c: comment.take_to_review(c.thread, by=c.owner), FROZEN),
    "incident.set_visibility": (
        lambda c: incident.set_visibility(c.incident, Visibility.RESTRICTED, by=c.owner),
        OPEN,
    ),
    "incident.grant_access": (
        lambda c: incident.grant_access(c.incident, c.outsider, by=c.owner),
        OPEN,
    ),
    "incident.withdraw_access": (
        lambda c: incident.withdraw_access(c.incident, c.granted, by=c.owner),
        OPEN,
    ),
    "postmortem.set_contributors": (
        lambda c: postmortem.set_contributors(c.postmortem, [], by=c.owner),
        OPEN,
    ),
    "postmortem.transfer_ownership": (
        lambda c: postmortem.transfer_ownership(c.postmortem, c.responder, by=c.owner),
        OPEN,
    ),
    "note.publish_note": (
        lambda c: note.publish_note(c.postmortem, {"summary": "Early"}, by=c.owner),
        Refused,
    ),
    "note.withdraw_note": (lambda c: note.withdraw_note(c.postmortem, by=c.owner), Refused),
}
# Verbs that this table does not ask: why.
ELSEWHERE = {
    "incident.open_incident": "there is no document yet",
    "postmortem.start_postmortem": "refused where one exists, in its own tests",
    "postmortem.set_facilitator": "IllegalMove when finalized, in its own tests",
    "postmortem.discard": "IllegalMove when finalized, in its own tests",
    "postmortem.recover": "only for what was discarded",
    "lifecycle.advance": "the table of moves",
    "lifecycle.make_move": "the table of moves",
    "publication.publish": "called by the move alone",
    "revision.save_revision": "a part of moves, signatures, keep_version and restore",
    "restoring.put_back": "a part of restore",
    "restoring.restore_sections": "a part of restore",
    "restoring.restore_section": "a part of restore",
    "restored_rows.restore_rows": "a part of restore",
    "comment.write_comment": "a part of start_thread and add_comment",
    "idea.add_action": "a part of decide_idea",
    "idea.remove_action": "a part of decide_idea",
    "section.keep": "a part of write_section",
    "section.save_text": "a part of write_section",
    "coediting.replace_range": "a part of accept_suggestion",
    "coediting.append_edit": "a part of write_section",
    "coediting.append_edits": "a part of write_section and restore",
    "section.set_aside": "a part of write_section",
    "timeline.change_entry": "a part of change_entries",
    "attachment.take_image": "a part of take",
    "attachment.take_file": "a part of take",
    "attachment.keep": "a part of take",
    "attachment.mark": "a part of remove and restore",
    "happening.finalized": "told by the move",
    "record.settle": "a part of every record verb",
    "record.set_hearer": "a part of every record verb",
    "record.confirm": "a part of every record verb",
    **dict.fromkeys(
        [
            "known_words.change_words",
            "service.change_service",
            "severity.change_levels",
            "severity.set_all_clocks",
            "severity.set_words",
            "template_change.add_section",
            "template_change.bring_back_template",
            "template_change.change_section",
            "template_change.change_template",
            "template_change.copy_template",
            "template_change.move_section",
            "template_change.remove_section",
            "template_change.retire_template",
            "template_choice.choose_templates",
        ],
        "settings: existing documents never change",
    ),
}
