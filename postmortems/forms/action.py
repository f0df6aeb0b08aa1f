"""Action items: what they are, how they go on, whose they are, whether they helped."""

from dataclasses import dataclass, replace

from django import forms
from django.core.exceptions import ValidationError

from postmortems.enums import ActionStatus, DidItHelp
from postmortems.models import ActionItem

from .layout import Row, helper_of
from .people import choosable
from .record import LinkField, RecordForm
from .version import BaseField

LONG = forms.Textarea(attrs={"rows": 3})


class ActionForm(RecordForm):
    """Content, not progress: one owner, a due date, a finish test."""

    LINE = ("title", Row("owner", "due_on"))
    MORE = ("done_when", Row("kind", "priority"), "tracker_link", "factors")
    MORE_SUMMARY = "More: done when, kind, priority, tracker"
    LINKS = ("factors",)
    has_advice = True

    factors = LinkField(queryset=None, required=False, label="Factors it addresses")

    class Meta:
        model = ActionItem
        fields = ["title", "owner", "due_on", "done_when", "kind", "priority", "tracker_link"]
        labels = {"title": "What will be done"}
        help_texts = {"done_when": "How one can tell that it is finished."}
        error_messages = {
            "tracker_link": {
                "invalid": "Give a whole address that starts with http:// or https://."
            }
        }
        widgets = {
            "done_when": forms.Textarea(attrs={"rows": 2}),
            "due_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        }

    def prepare(self):
        self.fields["owner"].queryset = choosable(self.incident, also=self.instance.owner_id)
        self.fields["owner"].empty_label = "Nobody yet"
        self.fields["factors"].queryset = self.instance.postmortem.factors.kept()
        if not self.is_new:
            self.initial.setdefault("factors", [row.pk for row in self.instance.factors.all()])


@dataclass(frozen=True)
class Step:
    """One way on: what leads to it, what its word is called, and the button that keeps it."""

    summary: str
    word: str
    help_text: str
    button: str
    is_one_tap: bool = False
    form: forms.Form = None


OPTIONAL = "If there is something to say."
START = Step("Start it", "", "", "Start it", is_one_tap=True)
GO_ON = Step("Say how far it is", "How far it is", OPTIONAL, "Keep it")
PUT_BACK = Step("Put it back, not started", "Why", OPTIONAL, "Put it back")
REOPEN = Step("Open it again", "Why", OPTIONAL, "Open it again")
EVIDENCE = "How one can see that it is done"
FINISH = Step("It is done", EVIDENCE, "A drill, a graph, a link: the evidence is shown.", "Done")
CORRECT = Step("Correct the evidence", EVIDENCE, "It is shown with the action.", "Keep it")
WHY_NOT = "Why it will not be done"
DECLINE = Step("Decline it", WHY_NOT, "The reason is kept and shown.", "Decline it")
CORRECT_REASON = Step("Correct the reason", WHY_NOT, "The reason is kept and shown.", "Keep it")
REPLACE = Step("Something takes its place", "A word on it", OPTIONAL, "It is superseded")
CORRECT_SUCCESSOR = Step("Correct what takes its place", "A word on it", OPTIONAL, "Keep it")

# From each status, the ways on in the order of how often they are taken.
WAYS_ON = {
    ActionStatus.OPEN: {
        ActionStatus.IN_PROGRESS: START,
        ActionStatus.DONE: FINISH,
        ActionStatus.DECLINED: DECLINE,
        ActionStatus.SUPERSEDED: REPLACE,
    },
    ActionStatus.IN_PROGRESS: {
        ActionStatus.DONE: FINISH,
        ActionStatus.IN_PROGRESS: GO_ON,
        ActionStatus.DECLINED: DECLINE,
        ActionStatus.SUPERSEDED: REPLACE,
        ActionStatus.OPEN: PUT_BACK,
    },
    ActionStatus.DONE: {ActionStatus.DONE: CORRECT, ActionStatus.OPEN: REOPEN},
    ActionStatus.DECLINED: {ActionStatus.DECLINED: CORRECT_REASON, ActionStatus.OPEN: REOPEN},
    ActionStatus.SUPERSEDED: {
        ActionStatus.SUPERSEDED: CORRECT_SUCCESSOR,
        ActionStatus.OPEN: REOPEN,
    },
}


def ways_on(action, user, sent=None):
    """The steps from here, each with its form; ``sent`` is one that came back with errors."""
    steps = dict(WAYS_ON[action.status])
    came_back = sent.data.get("status") if sent else None
    if sent and came_back not in steps:
        # It changed meanwhile, or no such step is known: what was typed is shown all the same.
        steps = {came_back: ELSEWHERE.get(came_back, GO_ON), **steps}
    shown = []
    for status, step in steps.items():
        form = sent if sent and status == came_back else None
        form = form or ProgressForm(
            action=action, user=user, step=status, auto_id=f"{status}-%s", of=step
        )
        if form is sent:
            form.ask_for(step)
        shown.append(replace(step, form=form))
    return shown


ELSEWHERE = {
    ActionStatus.OPEN: REOPEN,
    ActionStatus.IN_PROGRESS: GO_ON,
    ActionStatus.DONE: FINISH,
    ActionStatus.DECLINED: DECLINE,
    ActionStatus.SUPERSEDED: REPLACE,
}


class ProgressForm(forms.Form):
    """How far it is; an end has a word: evidence, a reason, or what takes its place.

    It is shown as one step to one status (``step``), and takes whatever status is sent.
    """

    status = forms.ChoiceField(choices=ActionStatus, widget=forms.HiddenInput)
    superseded_by = forms.CharField(
        label="The action that takes its place",
        required=False,
        max_length=20,
        help_text="Its number, as it stands above its title: 12.",
    )
    note_text = forms.CharField(required=False, max_length=20_000, widget=LONG)

    base = BaseField()

    def __init__(self, *args, action, user, step=None, of=None, **kwargs):
        initial = {"status": step or action.status, "base": action.version}
        if step in (None, action.status):
            initial["note_text"] = action.status_note
            initial["superseded_by"] = action.superseded_by_id
        super().__init__(*args, initial=initial, **kwargs)
        self.action = action
        self.choices_of_others = ActionItem.objects.visible_to(user).kept().exclude(pk=action.pk)
        if of:
            self.ask_for(of)

    def ask_for(self, step):
        """Show what this step needs, in its words."""
        self.fields["note_text"].label = step.word
        self.fields["note_text"].help_text = step.help_text
        shown = ["base", "status"]
        if step in (REPLACE, CORRECT_SUCCESSOR):
            shown.append("superseded_by")
        if not step.is_one_tap or self.is_bound:
            shown.append("note_text")
        self.helper = helper_of(*shown)

    def clean_superseded_by(self):
        text = self.cleaned_data["superseded_by"].strip().removeprefix("#")
        if not text or self.cleaned_data.get("status") != ActionStatus.SUPERSEDED:
            return None
        known = text.isascii() and text.isdecimal() and len(text) <= 9
        other = self.choices_of_others.filter(pk=int(text)).first() if known else None
        if other is None:
            raise ValidationError("There is no other action with this number.")
        return other


class HandBackForm(forms.Form):
    reason = forms.CharField(
        label="Why do you hand it back?", max_length=20_000, widget=LONG, required=False
    )
    helper = helper_of("reason")


class HandOverForm(forms.Form):
    owner = forms.ModelChoiceField(
        queryset=None, label="To", empty_label="Choose", error_messages={"required": "Choose who."}
    )
    helper = helper_of("owner")

    def __init__(self, *args, incident, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = choosable(incident)


class LookBackForm(forms.Form):
    did_it_help = forms.ChoiceField(
        choices=[("", "Choose"), *DidItHelp.choices], label="Looking back on it"
    )
    note_text = forms.CharField(
        label="What makes you say so", required=False, max_length=20_000, widget=LONG
    )
    base = BaseField()
    helper = helper_of("base", "did_it_help", "note_text")
