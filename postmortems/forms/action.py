"""Action items: what they are, how they go on, whose they are, whether they helped."""

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


class ProgressForm(forms.Form):
    """How far it is; an end has a word: evidence, a reason, or what takes its place."""

    status = forms.ChoiceField(choices=ActionStatus)
    note_text = forms.CharField(
        label="Evidence, or the reason",
        required=False,
        max_length=20_000,
        widget=LONG,
        help_text="Needed when it ends: how one can see that it is done, or why not.",
    )
    superseded_by = forms.CharField(
        label="Superseded by",
        required=False,
        max_length=20,
        help_text="The number of the action that takes its place, if it is superseded.",
    )

    base = BaseField()

    def __init__(self, *args, action, user, **kwargs):
        initial = {
            "status": action.status,
            "note_text": action.status_note,
            "base": action.version,
        }
        if action.superseded_by_id:
            initial["superseded_by"] = action.superseded_by_id
        super().__init__(*args, initial=initial, **kwargs)
        self.action = action
        self.choices_of_others = ActionItem.objects.visible_to(user).kept().exclude(pk=action.pk)
        self.helper = helper_of("base", "status", "note_text", "superseded_by")

    def clean_superseded_by(self):
        text = self.cleaned_data["superseded_by"].strip().removeprefix("#")
        if not text:
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
    did_it_help = forms.ChoiceField(choices=DidItHelp, label="Did it help?")
    note_text = forms.CharField(
        label="What makes you say so", required=False, max_length=20_000, widget=LONG
    )
    base = BaseField()
    helper = helper_of("base", "did_it_help", "note_text")
