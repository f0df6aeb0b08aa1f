"""Planning the action workshop, and what becomes of one idea there."""

from django import forms

from postmortems.enums import IdeaDecision
from postmortems.forms.layout import MomentLine, Row, helper_of
from postmortems.forms.moment import MomentField
from postmortems.forms.people import PersonField
from postmortems.forms.version import BaseField
from postmortems.models import LINE_LIMIT, TEXT_LIMIT

LENGTHS = [(30, "30 minutes"), (45, "45 minutes"), (60, "60 minutes")]


class WorkshopForm(forms.Form):
    """When and where, in the zone of whoever types."""

    base = BaseField()
    starts_at = MomentField(label="When", time_required=True)
    minutes = forms.TypedChoiceField(label="Length", coerce=int, choices=LENGTHS, initial=30)
    place = forms.CharField(label="Place or link", max_length=300, required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["starts_at"].set_zone(user.time_zone)
        self.fields["starts_at"].help_text = f"In your time zone, {user.time_zone}."
        self.helper = helper_of("base", MomentLine("starts_at"), Row("minutes", "place"))

    def values(self):
        given = self.cleaned_data
        return {
            "starts_at": given["starts_at"].at,
            "minutes": given["minutes"],
            "place": given["place"],
        }


# What each way on asks for: its summary, its button, its fields.
WAYS = {
    IdeaDecision.ACCEPTED: (
        "Make it an action",
        ("title", Row("owner", "due_on"), "done_when"),
    ),
    IdeaDecision.ALREADY_DONE: ("It is done already", ("reason",)),
    IdeaDecision.DECLINED: ("Decline it", ("reason",)),
    IdeaDecision.DEFERRED: ("Look at it later", ("deferred_until", "reason")),
}
REASONS = {
    IdeaDecision.ALREADY_DONE: ("How one can see that it is done", False),
    IdeaDecision.DECLINED: ("Reason not to do it", True),
    IdeaDecision.DEFERRED: ("What it waits for", False),
}
DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
LONG = forms.Textarea(attrs={"rows": 2})


class OutcomeForm(forms.Form):
    """What becomes of one idea, shown as one way on (``decision``)."""

    decision = forms.ChoiceField(choices=[(way, way.label) for way in WAYS])
    base = BaseField()
    title = forms.CharField(label="What will be done", max_length=LINE_LIMIT, required=False)
    owner = PersonField(label="Owner", required=False, empty_label="Nobody yet")
    due_on = forms.DateField(label="Due", required=False, input_formats=["%Y-%m-%d"], widget=DAY)
    done_when = forms.CharField(
        label="Done when",
        max_length=TEXT_LIMIT,
        required=False,
        widget=LONG,
        help_text="How one can tell that it is finished.",
    )
    reason = forms.CharField(label="Reason", max_length=TEXT_LIMIT, required=False, widget=LONG)
    deferred_until = forms.DateField(
        label="Until", required=False, input_formats=["%Y-%m-%d"], widget=DAY
    )

    def __init__(self, *args, idea, people, way, **kwargs):
        """``people`` are those who can be given an action, as a queryset evaluated once."""
        kwargs.setdefault("auto_id", f"idea-{idea.pk}-{way}-%s")
        kwargs["initial"] = {"base": idea.version, "title": idea.text, "decision": way}
        super().__init__(*args, **kwargs)
        self.way, self.idea = IdeaDecision(way), idea
        self.summary, shown = WAYS[self.way]
        self.fields["decision"].widget = forms.HiddenInput()
        self.fields["owner"].queryset = people
        names = [(person.pk, person.name) for person in people]
        self.fields["owner"].choices = [("", "Nobody yet"), *names]
        if self.way == IdeaDecision.ACCEPTED:
            self.fields["title"].required = True
        else:
            field = self.fields["reason"]
            field.label, field.required = REASONS[self.way]
        self.fields["deferred_until"].required = self.way == IdeaDecision.DEFERRED
        self.helper = helper_of("decision", "base", *shown)

    @property
    def makes_action(self):
        return self.way == IdeaDecision.ACCEPTED

    def action_values(self):
        """The fields of the action that an accepted idea becomes."""
        return {name: self.cleaned_data[name] for name in ("title", "owner", "due_on", "done_when")}
