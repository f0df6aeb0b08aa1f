"""The lines of a meeting: one table says what each kind is and how it is typed."""

from dataclasses import dataclass
from datetime import timedelta

from django import forms
from django.utils import timezone

from accounts.models import User
from postmortems.domain.comment import check_outcome
from postmortems.enums import ThreadOutcome
from postmortems.exceptions import Refused
from postmortems.forms.layout import More, helper_of
from postmortems.forms.people import PersonField
from postmortems.forms.version import BaseField
from postmortems.models import LINE_LIMIT, TEXT_LIMIT
from reviews.enums import StopState
from reviews.models import (
    AgendaPart,
    Attendance,
    Correction,
    Decision,
    OpenQuestion,
    ParkedItem,
    QuestionNote,
    Stop,
)


class LineForm(forms.ModelForm):
    """One line. A change carries ``base``, the version that was read; 0 for a new line."""

    base = BaseField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["base"] = self.instance.version
        for field in self.fields.values():
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 3
        self.helper = helper_of(*self.line_layout())

    def line_layout(self):
        """One line first; what is told in more words waits behind *more*."""
        folded = [name for name in ("detail",) if name in self.fields]
        first = [name for name in self.fields if name not in folded]
        return (*first, More(*folded)) if folded else first

    def values(self):
        return {name: self.cleaned_data[name] for name in self._meta.fields}


class AgendaForm(LineForm):
    minutes = forms.IntegerField(label="Minutes", min_value=1, max_value=480, initial=5)

    class Meta:
        model = AgendaPart
        fields = ["title", "minutes", "notes"]
        labels = {"title": "Part of the meeting", "notes": "Notes to this part"}


class StopForm(LineForm):
    """Notes at a stop; the button that was pressed may say that it is done."""

    state = forms.ChoiceField(choices=StopState.choices, required=False, widget=forms.HiddenInput)

    class Meta:
        model = Stop
        fields = ["notes", "views_differ", "skip_reason"]
        labels = {
            "notes": "What was said at this stop",
            "views_differ": "The views differ here, and both stay",
            "skip_reason": "Reason to skip it",
        }

    def values(self):
        state = self.cleaned_data["state"]
        return super().values() | ({"state": state} if state else {})


class QuestionForm(LineForm):
    class Meta:
        model = OpenQuestion
        fields = ["text", "detail"]
        labels = {"text": "Question", "detail": "More about it"}


class ParkedForm(LineForm):
    class Meta:
        model = ParkedItem
        fields = ["text", "detail"]
        labels = {"text": "Kept for another time", "detail": "More about it"}


class DecisionForm(LineForm):
    class Meta:
        model = Decision
        fields = ["text", "detail"]
        labels = {"text": "What was agreed", "detail": "More about it"}


class CorrectionForm(LineForm):
    class Meta:
        model = Correction
        fields = ["text", "detail"]
        labels = {"text": "What to set right", "detail": "How it was, in your words"}


class AttendanceForm(LineForm):
    """Someone who is there: a person who can sign in, or a name."""

    user = PersonField(label="Person", required=False)

    class Meta:
        model = Attendance
        fields = ["user", "name", "relation", "is_present"]
        labels = {"name": "Name, for someone without an account", "is_present": "Is here"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = User.objects.active().order_by("name")
        if self.instance.pk is None:
            self.initial["is_present"] = True
            return
        # Whose row it is stays; another person is another row.
        del self.fields["user"]
        if self.instance.user_id:
            del self.fields["name"]
        self.helper = helper_of(*self.fields)

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk is None and not (cleaned.get("user") or cleaned.get("name")):
            raise forms.ValidationError("Choose a person, or write a name.")
        return cleaned

    def values(self):
        names = [name for name in self._meta.fields if name in self.fields]
        return {name: self.cleaned_data[name] for name in names}


@dataclass(frozen=True)
class Kind:
    """One kind of line: its model and form, its words, where it stands, who writes it."""

    slug: str
    form: type
    noun: str
    add: str
    anchor: str
    permission: str = "reviews.run_meeting"
    hint: str = ""

    @property
    def model(self):
        return self.form._meta.model


KINDS = {
    kind.slug: kind
    for kind in (
        Kind("agenda", AgendaForm, "part of the agenda", "Add a part of the agenda", "agenda"),
        Kind("stop", StopForm, "stop", "Choose stops", "walk"),
        Kind(
            "question",
            QuestionForm,
            "open question",
            "Write down an open question",
            "open-questions",
            hint="What could not be answered at once. It gets an outcome before the postmortem "
            "is marked reviewed: answered, assigned, or left unknown because. The question and its "
            "outcome are published with the postmortem; more about it is not.",
        ),
        Kind(
            "parked",
            ParkedForm,
            "parked item",
            "Park something",
            "parked",
            hint="Kept for another time, so that the walk can go on.",
        ),
        Kind(
            "decision",
            DecisionForm,
            "decision",
            "Write down a decision",
            "decisions",
            hint="This line is published with the postmortem; more about it is not.",
        ),
        Kind(
            "correction",
            CorrectionForm,
            "correction",
            "Ask for a correction",
            "corrections",
            permission="reviews.correct",
            hint="Something in the account that is not told rightly.",
        ),
        Kind(
            "attendance",
            AttendanceForm,
            "person",
            "Add someone who is here",
            "people",
            permission="reviews.mark_attendance",
            hint="Being on this list gives nobody access; an invitation does.",
        ),
    )
}


class QuestionNoteForm(LineForm):
    """What was said about one of the eight questions."""

    class Meta:
        model = QuestionNote
        fields = ["text"]
        labels = {"text": "What was said"}


TIME_TO_FIND_OUT = timedelta(days=14)  # proposed, where somebody takes a question on


class OutcomeForm(forms.Form):
    """What became of an open question; ``base`` is the version that was read."""

    base = BaseField()
    outcome = forms.ChoiceField(
        label="What became of it?",
        choices=[
            (ThreadOutcome.ANSWERED, "Answered"),
            (ThreadOutcome.ASSIGNED, "Assigned: someone takes it on"),
            (ThreadOutcome.UNKNOWN, "Left unknown, because …"),
            (ThreadOutcome.OPEN, "Open again"),
        ],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label="The answer, or why it is left unknown",
        required=False,
        max_length=TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    owner = PersonField(label="Taken on by", required=False, empty_label="Nobody")
    due = forms.DateField(
        label="By when",
        required=False,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = people
        if self.initial.get("outcome") == ThreadOutcome.OPEN:
            del self.initial["outcome"]
            self.initial["due"] = timezone.localdate() + TIME_TO_FIND_OUT
            self.fields["outcome"].choices = self.fields["outcome"].choices[:-1]
        self.helper = helper_of(*self.fields)

    def clean(self):
        cleaned = super().clean()
        if "outcome" in cleaned and "words" in cleaned and "owner" in cleaned:
            try:
                check_outcome(cleaned["outcome"], words=cleaned["words"], owner=cleaned["owner"])
            except Refused as refusal:
                assigned = cleaned["outcome"] == ThreadOutcome.ASSIGNED
                self.add_error("owner" if assigned else "words", str(refusal))
        return cleaned


class LearningForm(forms.Form):
    text = forms.CharField(label="What was new, or surprising?", max_length=LINE_LIMIT)
    helper = helper_of("text")


class StopsForm(forms.Form):
    """Which timeline entries the walk stops at. ``entries`` are those of the incident."""

    entries = forms.TypedMultipleChoiceField(
        label="Stops", coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, entries, **kwargs):
        super().__init__(*args, **kwargs)
        self.known = {entry.pk: entry for entry in entries}
        self.fields["entries"].choices = [(entry.pk, str(entry)) for entry in entries]

    def clean_entries(self):
        return [self.known[pk] for pk in self.cleaned_data["entries"]]
