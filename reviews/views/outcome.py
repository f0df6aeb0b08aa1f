"""What became of an open question."""

from django.shortcuts import get_object_or_404, redirect

from postmortems.exceptions import StaleChange
from postmortems.forms.people import choosable
from postmortems.views.refusal import REFUSALS, refuse_to_open, refused, told_stale
from reviews.domain.notebook import settle_question
from reviews.forms.line import OutcomeForm
from reviews.models import OpenQuestion

from .access import ask, form_page, sent


def outcome(request, pk):
    rows = OpenQuestion.objects.visible_to(request.user).kept()
    question = get_object_or_404(rows.select_related("meeting__postmortem__incident"), pk=pk)
    meeting = question.meeting
    ask("reviews.settle_question", request.user, meeting)
    refuse_to_open(request, meeting.postmortem)
    initial = {
        "base": question.version,
        "outcome": question.outcome,
        "words": question.outcome_note,
        "owner": question.outcome_owner_id,
        "due": question.outcome_due,
    }
    people = choosable(meeting.postmortem.incident)
    form = OutcomeForm(sent(request), initial=initial, people=people)
    back = f"{meeting.get_absolute_url()}#open-questions"
    status, current = None, None
    if request.method == "POST" and form.is_valid():
        try:
            settle_question(question, by=request.user, **form.cleaned_data)
        except StaleChange as stale:
            status, current = 409, now_of(stale.current)
            told_stale(form, stale.current)
        except REFUSALS as refusal:
            status = refused(form, refusal)
        else:
            return redirect(back)
    return form_page(
        request,
        form,
        status=status,
        current=current,
        postmortem=meeting.postmortem,
        meeting=meeting,
        eyebrow="Open question",
        title=question.text,
        lede=question.detail,
        submit="Save the outcome",
        back=back,
    )


def now_of(question):
    """What became of it by now, for someone whose answer came too late."""
    owner = question.outcome_owner
    return [
        ("What became of it", question.get_outcome_display()),
        ("In words", question.outcome_note),
        ("Taken on by", owner.name if owner else ""),
        ("By when", question.outcome_due),
    ]
