"""Ideas, and deciding them."""

from django import forms

from postmortems.enums import IdeaDecision
from postmortems.models import Idea

from .layout import helper_of
from .record import LinkField, RecordForm


class IdeaForm(RecordForm):
    """Factors are chosen among those of the same postmortem."""

    LINE = ("text",)
    MORE = ("detail", "factors")
    MORE_SUMMARY = "More: details, factors it addresses"
    LINKS = ("factors",)

    factors = LinkField(queryset=None, required=False, label="Factors it addresses")

    class Meta:
        model = Idea
        fields = ["text", "detail"]
        labels = {"text": "An idea"}
        widgets = {"detail": forms.Textarea(attrs={"rows": 3})}

    def prepare(self):
        self.fields["factors"].queryset = self.instance.postmortem.factors.kept()
        if not self.is_new:
            self.initial.setdefault("factors", [row.pk for row in self.instance.factors.all()])


class DecideForm(forms.Form):
    """What becomes of an idea. What each decision needs is the verb's to say."""

    decision = forms.ChoiceField(choices=IdeaDecision, widget=forms.RadioSelect)
    reason = forms.CharField(
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Needed when it is declined; kept and shown with any decision.",
    )
    deferred_until = forms.DateField(
        required=False,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text="Needed when it is deferred.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper_of("decision", "reason", "deferred_until")
