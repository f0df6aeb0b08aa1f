"""What the views of reviews share: finding a meeting, asking for permission, one-form pages."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render

from postmortems.views.draft import require
from postmortems.views.refusal import refuse_to_open
from reviews.forms.line import KINDS
from reviews.models import Meeting

MAY_NOT = {
    "reviews.schedule": "Its owner, its contributors and its facilitator schedule the review.",
    "reviews.ask_to_read": "Whoever edits the postmortem asks others to read it.",
    "reviews.invite": "Whoever edits the postmortem or facilitates the meeting invites.",
    "reviews.run_meeting": "This is for the facilitator and the note-taker of the meeting.",
    "reviews.change_meeting": "Whoever edits the postmortem changes a meeting that is ahead; "
    "one that is over is set right by who facilitates it.",
    "reviews.mark_attendance": "The facilitator and the note-taker mark who is there; once the "
    "meeting is over, the facilitator alone.",
    "reviews.close_meeting": "The facilitator says how a meeting ended.",
    "reviews.settle_question": "This is for those who run the meeting or edit the postmortem.",
    "reviews.see_notebook": "What a meeting wrote down is for the review group.",
    "reviews.correct": "Corrections come from the review group.",
    "reviews.request_facilitator": "Whoever edits the postmortem asks for a facilitator.",
    "reviews.ask_to_join": "You are in the review group already.",
    "reviews.answer_request": "Whoever edits the postmortem answers who asks to join.",
    "reviews.lead": "The facilitator leads a meeting, while it is open.",
    "reviews.answer_correction": "Whoever edits the postmortem answers corrections.",
    "reviews.plan_workshop": "Whoever edits the postmortem plans the action workshop.",
    "reviews.answer_poll": "The two questions are for those who were marked present.",
    "postmortems.decide_idea": "The owner decides what becomes of an idea.",
    "reviews.interview": "The facilitator asks people for an interview.",
    "reviews.write_interview": "Whoever leads the review, and the one who is asked, write here.",
    "reviews.change_interview_line": "This line was written by the other of you two.",
    "reviews.share_interview_line": "Only the one who tells it opens a line to others.",
    "reviews.declare": "This is for the facilitator of the postmortem.",
    "reviews.sign": "The sign-off is the facilitator's.",
    "reviews.confirm_part": "This is for the people who took part in the incident.",
}


def find_meeting(user, pk):
    """The meeting, where it exists for this person; else 404."""
    return get_object_or_404(Meeting.objects.visible_to(user).for_page(), pk=pk)


def meeting_to_write(request, pk, permission):
    """The meeting, for someone who may change this of it while it takes changes."""
    meeting = find_meeting(request.user, pk)
    ask(permission, request.user, meeting)
    refuse_to_open(request, meeting.postmortem)
    return meeting


def find_kind(slug):
    if slug not in KINDS:
        raise Http404("There is no such kind of line.")
    return KINDS[slug]


def find_line(request, kind, pk):
    """A line of a visible meeting, for someone who may write its kind."""
    rows = kind.model.objects.visible_to(request.user)
    line = get_object_or_404(rows.select_related("meeting__postmortem__incident"), pk=pk)
    ask(kind.permission, request.user, line.meeting)
    refuse_to_open(request, line.meeting.postmortem)
    return line


def ask(permission, user, subject):
    """403, with whom it is for, unless this person may."""
    require(permission, user, subject, MAY_NOT[permission])


def sent(request):
    """What was posted, an empty form too; ``None`` for a page that only asks."""
    return request.POST if request.method == "POST" else None


def form_page(request, form, *, status=None, **words):
    """A page of one form: title, eyebrow, lede, submit, back; ``current`` where it is stale."""
    if status is None:
        status = 422 if form.is_bound else 200
    return render(request, "reviews/form.html", {"form": form, **words}, status=status)
