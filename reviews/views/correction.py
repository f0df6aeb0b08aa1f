"""What becomes of a correction: the answer of those who edit the postmortem."""

from django.shortcuts import get_object_or_404, redirect

from postmortems.exceptions import StaleChange
from postmortems.views.refusal import REFUSALS, refuse_to_open, refused, told_stale
from reviews.domain.correction import answer_correction
from reviews.forms.correction import CorrectionAnswerForm
from reviews.models import Correction

from .access import ask, form_page, sent


def answer(request, pk):
    rows = Correction.objects.visible_to(request.user).kept()
    correction = get_object_or_404(rows.select_related("meeting__postmortem__incident"), pk=pk)
    meeting = correction.meeting
    ask("reviews.answer_correction", request.user, meeting)
    refuse_to_open(request, meeting.postmortem)
    initial = {"base": correction.version, "words": correction.answer_note}
    if not correction.is_waiting:
        initial["answer"] = correction.answer
    form = CorrectionAnswerForm(sent(request), initial=initial)
    back = f"{meeting.get_absolute_url()}#corrections"
    status, current = None, None
    if request.method == "POST" and form.is_valid():
        try:
            answer_correction(correction, by=request.user, **form.cleaned_data)
        except StaleChange as stale:
            status, current = 409, now_of(stale.current)
            told_stale(form, stale.current)
        except REFUSALS as refusal:
            status = refused(form, refusal)
        else:
            return redirect(back)
    words = {"eyebrow": "Suggested correction", "title": correction.text}
    words |= {"lede": correction.detail, "submit": "Keep the answer", "back": back}
    page = {"postmortem": meeting.postmortem, "meeting": meeting}
    return form_page(request, form, status=status, current=current, **page, **words)


def now_of(correction):
    """How it stands by now, for an answer that came too late."""
    return [
        ("Correction", correction.text),
        ("What became of it", correction.get_answer_display()),
        ("In words", correction.answer_note),
    ]
