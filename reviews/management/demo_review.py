"""Loading a demo incident: its review, from the meeting to the published page.

Each step has a time of its own, told by ``when`` or beside what it dates; nobody's action is
done before it was decided on, and none is looked back on before it was done for a while.
"""

from datetime import timedelta

from postmortems.domain import action as actions
from postmortems.domain import comment
from postmortems.domain.idea import decide_idea
from postmortems.domain.lifecycle import advance
from postmortems.domain.record import change_record
from postmortems.enums import Move, State
from reviews.domain import notebook
from reviews.domain.correction import answer_correction
from reviews.domain.meeting import change_meeting, close_meeting
from reviews.domain.signature import confirm_part, declare, sign_off
from reviews.enums import CorrectionAnswer, MeetingOutcome, StopState
from reviews.models import Attendance, Correction, Decision, OpenQuestion, ParkedItem


def hold_review(meeting, content, draft):
    """Take a draft with a scheduled meeting as far as its content says (``finish``)."""
    plan, facilitator = content["meeting"], draft.postmortem.facilitator
    draft.clock.turn(meeting.starts_at)
    note_attendance(meeting, plan, draft, by=facilitator)
    walk(meeting, plan, draft, by=facilitator)
    take_notes(meeting, plan, draft, by=facilitator)
    settle_threads(draft, by=facilitator)
    meeting.refresh_from_db()
    draft.clock.turn(meeting.starts_at + timedelta(minutes=plan["minutes"]))
    change_meeting(meeting, {"notes": plan["notes"]}, base=meeting.version, by=facilitator)
    close_meeting(meeting, MeetingOutcome.HELD, by=facilitator)
    declare(draft.postmortem, exception="", **content["declaration"], by=facilitator)
    advance(draft.postmortem, Move.MARK_REVIEWED, by=facilitator)
    draft.turn(content["when"]["decided"])
    decide_ideas(content, draft)
    confirm_parts(content, draft)
    if content["finish"] == State.FINALIZED:
        finalize(content, draft, by=facilitator)


def confirm_parts(content, draft):
    """Each of those involved says whether their part is told rightly."""
    for row in content["confirmations"]:
        confirm_part(
            draft.postmortem,
            agrees=row["agrees"],
            words=row.get("words", ""),
            by=draft.people[row["by"]],
        )


def finalize(content, draft, *, by):
    """Sign and publish; then what goes on afterwards, a reopening for amendment too."""
    draft.turn(content["when"]["finalized"])
    draft.postmortem.refresh_from_db()
    sign_off(draft.postmortem, seen=draft.postmortem.content_version, by=by)
    postmortem = advance(draft.postmortem, Move.FINALIZE, by=by)
    discuss_page(postmortem, content, draft)
    record_progress(content, draft)
    if "reopen" in content:
        draft.turn(content["when"]["reopened"])
        advance(postmortem, Move.REOPEN, by=draft.owner, reason=content["reopen"])


def note_attendance(meeting, plan, draft, *, by):
    """Who was there: the invited are on the list, others are added to it."""
    for row in plan["attendance"]:
        user = draft.people.get(row.get("user"))
        found = meeting.attendance.kept().filter(user=user).first() if user else None
        if found is None:
            found = Attendance(
                meeting=meeting,
                user=user,
                name=row.get("name", ""),
                relation=row["relation"],
                is_invited=False,
            )
            notebook.add_line(found, by=by)
        notebook.set_present(found, True, by=by)


def walk(meeting, plan, draft, *, by):
    """The stops: what was said at each, and those that were passed by."""
    keys = [*plan["stops"], *plan["skipped"]]
    notebook.choose_stops(meeting, [draft.entries[key] for key in keys], by=by)
    stops = {stop.entry_id: stop for stop in meeting.stops.kept()}
    for key, words in plan["stops"].items():
        stop = stops[draft.entries[key].pk]
        stop = notebook.change_line(stop, {"notes": words}, base=stop.version, by=by)
        notebook.set_stop_state(stop, StopState.DISCUSSED, by=by)
    for key in plan["skipped"]:
        notebook.set_stop_state(stops[draft.entries[key].pk], StopState.SKIPPED, by=by)


def take_notes(meeting, plan, draft, *, by):
    """What was said on the questions, what stayed open, was parked, decided or corrected."""
    for key, words in plan["questions"].items():
        section = draft.postmortem.sections.get(key=key)
        notebook.write_question_note(meeting, section, words, base=0, by=by)
    for row in plan["open_questions"]:
        line = notebook.add_line(OpenQuestion(meeting=meeting, text=row["text"]), by=by)
        notebook.settle_question(
            line,
            row["outcome"],
            base=line.version,
            by=by,
            words=row["words"],
            owner=draft.people.get(row.get("owner")),
        )
    for kind, name in ((ParkedItem, "parked"), (Decision, "decisions")):
        for words in plan[name]:
            notebook.add_line(kind(meeting=meeting, text=words), by=by)
    for words in plan["corrections"]:
        line = notebook.add_line(Correction(meeting=meeting, text=words), by=by)
        answer_correction(line, CorrectionAnswer.MADE, base=line.version, by=by)


def decide_ideas(content, draft):
    """The owner decides; what is accepted becomes an action with all that it needs.

    Ideas for which the content has no decision stay as they are: they wait for one.
    """
    for row in content["ideas"]:
        if "decision" not in row:
            continue
        idea = draft.ideas[row["key"]]
        decide_idea(
            idea,
            row["decision"],
            base=idea.version,
            by=draft.owner,
            reason=row.get("reason", ""),
            deferred_until=draft.day(row["until"]) if "until" in row else None,
        )
        if "action" in row:
            plan = row["action"]
            action = idea.actions.get()
            values = {
                "kind": plan["kind"],
                "owner": draft.people[plan["owner"]],
                "priority": plan["priority"],
                "due_on": draft.day(plan["due"]),
                "done_when": plan["done_when"],
            }
            change_record(action, values, base=action.version, by=draft.owner)


def settle_threads(draft, *, by):
    """What the review made of the comments that were taken to it."""
    for thread, found in draft.to_settle:
        comment.settle_thread(
            thread, **{**found, "owner": draft.people.get(found.get("owner"))}, by=by
        )


def record_progress(content, draft):
    """How far each action is: told by its owner, and still possible after finalize.

    In the order of its days, which the plans give as ``told`` and ``on``.
    """
    steps = []
    for row in content["ideas"]:
        plan = row.get("action", {})
        if "note" in plan:
            steps.append((draft.moment(plan["told"]), row["key"], tell_progress, plan))
        if "look_back" in plan:
            steps.append((draft.moment(plan["look_back"]["on"]), row["key"], look_back, plan))
    for moment, key, tell, plan in sorted(steps, key=lambda step: step[0]):
        draft.clock.turn(moment)
        tell(draft.ideas[key].actions.get(), plan)


def tell_progress(action, plan):
    words = {"base": action.version, "note_text": plan["note"]}
    actions.record_progress(action, plan["status"], by=action.owner, **words)


def look_back(action, plan):
    found = plan["look_back"]
    words = {"base": action.version, "note_text": found["words"]}
    actions.look_back(action, found["did_it_help"], by=action.owner, **words)


def discuss_page(postmortem, content, draft):
    """Readers' comments on the page, and the answers, each at its own time (``at``)."""
    for row in content.get("page_comments", []):
        draft.turn(row["at"])
        thread = comment.start_thread(
            postmortem, row["text"], by=draft.people[row["by"]], on_publication=True
        )
        for reply in row.get("replies", []):
            draft.turn(reply["at"])
            comment.add_comment(thread, reply["text"], by=draft.people[reply["by"]])
