"""The notes of a meeting, and its notes to the eight questions."""

from django.shortcuts import get_object_or_404, redirect

from postmortems.exceptions import StaleChange
from postmortems.views.refusal import REFUSALS, refused, told_stale
from reviews.domain.meeting import change_meeting
from reviews.domain.notebook import write_question_note
from reviews.forms.line import QuestionNoteForm
from reviews.forms.meeting import NotesForm
from reviews.models import QuestionNote

from .access import form_page, meeting_to_write, sent


def meeting_notes(request, pk):
    meeting = meeting_to_write(request, pk, "reviews.run_meeting")
    form = NotesForm(sent(request), instance=meeting)
    status, current = None, None
    if request.method == "POST" and form.is_valid():
        values = {"notes": form.cleaned_data["notes"]}
        try:
            change_meeting(meeting, values, base=form.cleaned_data["base"], by=request.user)
        except StaleChange as stale:
            status, current = 409, [("Notes of the meeting", stale.current.notes)]
            told_stale(form, stale.current)
        except REFUSALS as refusal:
            status = refused(form, refusal)
        else:
            return redirect(f"{meeting.get_absolute_url()}#notes")
    words = words_of(meeting, "Notes of the meeting", "notes")
    return form_page(request, form, status=status, current=current, **words)


def question_note(request, pk, key):
    meeting = meeting_to_write(request, pk, "reviews.run_meeting")
    section = get_object_or_404(meeting.postmortem.sections.questions(), key=key)
    note = QuestionNote.objects.filter(meeting=meeting, section=section).first()
    form = QuestionNoteForm(
        sent(request), instance=note or QuestionNote(meeting=meeting, section=section)
    )
    status, current = None, None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        base = given["base"] or 0
        try:
            write_question_note(meeting, section, given["text"], base=base, by=request.user)
        except StaleChange as stale:
            status, current = 409, [("What was said", stale.current.text)]
            told_stale(form, stale.current)
        except REFUSALS as refusal:
            status = refused(form, refusal)
        else:
            return redirect(f"{meeting.get_absolute_url()}#questions")
    words = words_of(meeting, section.heading, "questions")
    words["eyebrow"] = f"Question {section.number} of 8"
    return form_page(request, form, status=status, current=current, **words)


def words_of(meeting, title, anchor):
    return {
        "postmortem": meeting.postmortem,
        "meeting": meeting,
        "title": title,
        "submit": "Save the notes",
        "back": f"{meeting.get_absolute_url()}#{anchor}",
    }
