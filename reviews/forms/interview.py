"""Noting a conversation before the review, and opening one line of it to others."""

from django import forms
from django.db.models import Q

from accounts.models import User
from postmortems.domain.local_time import local
from postmortems.enums import PerspectiveAudience
from postmortems.forms.layout import helper_of
from postmortems.forms.people import PersonField, choosable
from postmortems.forms.perspective import TEXTS, PerspectiveForm
from postmortems.forms.version import BaseField
from reviews.models import InterviewLine


class AskForm(forms.Form):
    """Whom to ask; those suggested have a button of their own."""

    person = PersonField(label="Ask somebody else")

    def __init__(self, *args, incident, user, suggested, **kwargs):
        super().__init__(*args, **kwargs)
        offered = Q(pk__in=choosable(incident).order_by().values("pk"))
        offered |= Q(pk__in=[one.user.pk for one in suggested])
        people = User.objects.active().filter(offered).exclude(pk=user.pk)
        self.fields["person"].queryset = people.order_by("name")
        self.helper = helper_of("person")


class LineForm(forms.ModelForm):
    """One line of the notes. A change carries the version that was read."""

    base = BaseField()

    class Meta:
        model = InterviewLine
        fields = ["text"]
        labels = {"text": "A line to keep"}
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["base"] = self.instance.version if self.instance.pk else 0
        self.helper = helper_of(*self.fields)


class EntryField(forms.ModelChoiceField):
    """A moment of the timeline, by its time and its words."""

    def label_from_instance(self, entry):
        told = local(entry.occurred_at, self.zone)
        when = f"{told:%d %b}" if entry.is_day_only else f"{told:%d %b %H:%M}"
        return f"{when} · {entry}"


class ShareForm(PerspectiveForm):
    """One line as a perspective: at which moment, in which words, and for whom."""

    entry = EntryField(
        queryset=None, label="At which moment of the timeline", empty_label="Choose a moment"
    )

    class Meta(PerspectiveForm.Meta):
        fields = ["entry", "saw", "audience", "certainty", "speaker_role", *TEXTS]
        labels = PerspectiveForm.Meta.labels | {
            "saw": "In your words, as others will read it",
            "speaker_role": "Your role at that moment",
            "certainty": "How sure you were",
            "did": "What you did",
        }

    LINE = ("entry", "saw", "audience", "certainty", "speaker_role")
    MORE = TEXTS
    MORE_SUMMARY = "More: understood, expected, what you did"

    def prepare(self):
        self.fields["entry"].zone = self.incident.time_zone
        self.fields["entry"].queryset = self.incident.timeline.kept().in_order().defer("payload")
        self.fields["audience"].choices = [
            choice
            for choice in PerspectiveAudience.choices
            if choice[0] != PerspectiveAudience.MINE
        ]
        self.instance.speaker = self.user

    def clean(self):
        cleaned = super(PerspectiveForm, self).clean()
        if not any(cleaned.get(name, "").strip() for name in ("saw", *TEXTS)):
            self.add_error("saw", "Write at least what you saw or heard.")
        return cleaned
