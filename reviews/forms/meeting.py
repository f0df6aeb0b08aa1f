"""Scheduling a meeting, inviting to it, cancelling and closing it."""

from crispy_forms.layout import HTML, Div
from django import forms

from accounts.models import User
from postmortems.forms.layout import MomentLine, More, Row, helper_of
from postmortems.forms.moment import Moment, MomentField
from postmortems.forms.people import PersonField, person_label
from postmortems.models import TEXT_LIMIT
from reviews.enums import MeetingFormat, MeetingOutcome
from reviews.models import Meeting

LENGTHS = [(20, "20 minutes"), (30, "30 minutes"), (60, "60 minutes"), (90, "90 minutes")]


class InviteField(forms.TypedMultipleChoiceField):
    """Any number of people by name; cleans to ``User`` rows. Give it the people first."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs):
        super().__init__(required=False, coerce=int, **kwargs)
        self.people = {}

    def offer(self, people):
        """``people``: (user, label) pairs, in the order to show."""
        self.people = {user.pk: user for user, _ in people}
        self.choices = [(user.pk, label) for user, label in people]

    def clean(self, value):
        return [self.people[pk] for pk in super().clean(value)]


class InvitingForm(forms.Form):
    """Whom to invite: those proposed, each with why, and everyone else behind *more*."""

    proposed = InviteField(label="Proposed, and why")
    others = InviteField(
        label="Anyone else",
        help_text="A reader is let into the draft once they accept. "
        "Members see it anyway, unless the incident is restricted.",
    )

    def __init__(self, *args, proposals, not_offered=(), **kwargs):
        super().__init__(*args, **kwargs)
        offered = [one for one in proposals if one.user.pk not in not_offered]
        self.fields["proposed"].offer(
            [(one.user, f"{one.user.name} · {one.why}") for one in offered]
        )
        known = {one.user.pk for one in proposals} | set(not_offered)
        others = User.objects.active().exclude(pk__in=known).order_by("name")
        self.fields["others"].offer([(user, other_label(user)) for user in others])
        self.initial.setdefault("proposed", [one.user.pk for one in offered if one.is_ticked])
        if not offered:
            self.fields["proposed"].widget = forms.MultipleHiddenInput()
        self.helper = helper_of(*self.people_layout())

    def people_layout(self):
        """Everyone else stays behind *more*, unless there is nobody to propose."""
        if not self.fields["others"].choices:
            self.fields["others"].widget = forms.MultipleHiddenInput()
        if not (self.fields["others"].choices and self.fields["proposed"].choices):
            return ("proposed", "others")
        return ("proposed", More("others", summary="More: invite anyone else"))

    def invited(self):
        return self.cleaned_data["proposed"] + self.cleaned_data["others"]


def other_label(user):
    return f"{user.name} · reader" if user.is_reader else user.name


class ArrangementForm(forms.Form):
    """When, how long, where, and who runs it. Times are in the zone of the one who types."""

    starts_at = MomentField(label="When", time_required=True)
    format = forms.ChoiceField(
        label="Kind of review",
        choices=MeetingFormat.choices,
        widget=forms.RadioSelect,
        initial=MeetingFormat.FULL,
        help_text="A short review is for a small incident: 20 minutes, one stop, "
        "the same people and the same conditions.",
    )
    minutes = forms.TypedChoiceField(label="Length", coerce=int, choices=LENGTHS, initial=60)
    place = forms.CharField(label="Place or link", max_length=300, required=False)
    facilitator = PersonField(label="Facilitator")
    note_taker = PersonField(
        label="Note-taker",
        required=False,
        empty_label="Nobody in particular",
        help_text="Writes beside the facilitator, so that the facilitator can listen.",
    )

    def __init__(self, *args, user, postmortem, hints, meeting=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["starts_at"].set_zone(user.time_zone)
        self.fields["starts_at"].help_text = f"In your time zone, {user.time_zone}."
        people = User.objects.assignable()
        self.fields["facilitator"].queryset = people.order_by("-volunteers", "name")
        self.fields["facilitator"].label_from_instance = lambda one: person_label(one, hints)
        self.fields["note_taker"].queryset = people
        if postmortem.facilitator_id is None:
            self.fields[
                "facilitator"
            ].help_text = (
                "It has no facilitator yet: whoever you name here becomes the facilitator."
            )
        else:
            self.initial.setdefault("facilitator", postmortem.facilitator_id)
        if meeting:
            self.keep(meeting)
        self.helper = helper_of(*self.arrangement_layout())

    def keep(self, meeting):
        """Start from the arrangements that there are, also an unusual length."""
        for name in ("format", "minutes", "place", "facilitator", "note_taker"):
            self.initial.setdefault(name, getattr(meeting, name))
        when = Moment(meeting.starts_at)
        self.initial.setdefault("starts_at", when)
        self.fields["starts_at"].kept = when
        if meeting.minutes not in dict(LENGTHS):
            choices = sorted([*LENGTHS, (meeting.minutes, f"{meeting.minutes} minutes")])
            self.fields["minutes"].choices = choices

    def arrangement_layout(self):
        return (
            MomentLine("starts_at"),
            Row("format", "minutes"),
            "place",
            Row("facilitator", "note_taker"),
        )

    def clean(self):
        cleaned = super().clean()
        same = cleaned.get("facilitator") and cleaned["facilitator"] == cleaned.get("note_taker")
        if same:
            self.add_error("note_taker", "The facilitator listens: choose somebody else.")
        return cleaned

    def values(self):
        """The fields of a meeting. A short review takes 20 minutes, whatever was chosen."""
        values = {name: self.cleaned_data[name] for name in ArrangementForm.base_fields}
        values["starts_at"] = values["starts_at"].at
        if values["format"] == MeetingFormat.SHORT:
            values["minutes"] = 20
        return values


class ScheduleForm(ArrangementForm, InvitingForm):
    """Everything a meeting starts with, on one page."""

    field_order = [*ArrangementForm.base_fields, "proposed", "others"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper_of(
            *self.arrangement_layout(),
            Div(HTML("<h2>Invitations</h2>"), *self.people_layout(), css_class="form-part"),
        )


class MeetingForm(ArrangementForm):
    """Changing the arrangements that were read at version ``base``."""

    base = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, *args, meeting, **kwargs):
        super().__init__(*args, meeting=meeting, **kwargs)
        self.initial["base"] = meeting.version
        self.helper.layout.append("base")


class CancelForm(forms.Form):
    reason = forms.CharField(
        label="Reason to cancel it",
        max_length=TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Those who were invited read it.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper_of(*self.fields)


class CloseForm(forms.Form):
    """How the meeting ended. The choices are those of a meeting that took place."""

    outcome = forms.ChoiceField(
        label="How did it end?",
        choices=[
            (MeetingOutcome.HELD, "Held: the review can go on from here"),
            (MeetingOutcome.ANOTHER, "Another meeting is needed: this one does not count as held"),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label="A word on it",
        max_length=TEXT_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For example what the next meeting should look at.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper_of(*self.fields)


class NotesForm(forms.ModelForm):
    """The meeting's own notes, beside those at stops and questions."""

    base = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    class Meta:
        model = Meeting
        fields = ["notes"]
        labels = {"notes": "Notes of the meeting"}
        widgets = {"notes": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["base"] = self.instance.version
        self.helper = helper_of("notes", "base")
