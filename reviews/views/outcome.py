"""What became of an open question."""

from django.shortcuts import get_object_or_404, redirect

from postmortems.domain.lifecycle import refuse_frozen
from postmortems.exceptions import Refused
from postmortems.forms.people import choosable
from reviews.domain.notebook import settle_question
from reviews.forms.line import OutcomeForm
from reviews.models import OpenQuestion

from .access import ask, form_page, refused, sent


def outcome(request, pk):
    rows = OpenQuestion.objects.visible_to(request.user).kept()
    question = get_object_or_404(rows.select_related("meeting__postmortem__incident"), pk=pk)
    meeting = question.meeting
    ask("reviews.settle_question", request.user, meeting)
    refuse_frozen(meeting.postmortem)
    initial = {
        "outcome": question.outcome,
        "words": question.outcome_note,
        "owner": question.outcome_owner_id,
    }
    people = choosable(meeting.postmortem.incident)
    form = OutcomeForm(sent(request), initial=initial, people=people)
    back = f"{meeting.get_absolute_url()}#open-questions"
    if request.method == "POST" and form.is_valid():
        try:
            settle_question(question, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            refused(form, refusal)
        else:
            return redirect(back)
    return form_page(
        request,
        form,
        postmortem=meeting.postmortem,
        meeting=meeting,
        eyebrow="Open question",
        title=question.text,
        lede=question.detail,
        submit="Save the outcome",
        back=back,
    )
