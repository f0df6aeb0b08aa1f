"""Writing a section, and saying how a question ends."""

from crispy_forms.helper import FormHelper
from django import forms

from postmortems.enums import Answer

from .people import PersonField, choosable

LARGEST_VERSION = 2**31 - 1


class SectionForm(forms.Form):
    """The text of one section, and the version it was written against.

    A version that nobody could have been given counts as the empty beginning: then the
    save is stale where there is a text, and both are kept.
    """

    text = forms.CharField(
        strip=False,
        required=False,
        widget=forms.Textarea(attrs={"rows": 14, "class": "editor-body"}),
    )
    base = forms.IntegerField(
        required=False, min_value=0, max_value=LARGEST_VERSION, widget=forms.HiddenInput
    )

    def __init__(self, *args, section, **kwargs):
        super().__init__(*args, auto_id="section-%s", **kwargs)
        self.fields["text"].label = section.heading
        attributes = self.fields["text"].widget.attrs
        attributes["aria-describedby"] = "section-prompt section-format"
        if self.is_bound and "text" in self.errors:
            attributes["class"] += " is-invalid"
            attributes["aria-invalid"] = "true"
            attributes["aria-describedby"] += " section-text-error"

    def clean(self):
        if "base" in self.errors:
            del self.errors["base"]
        self.cleaned_data["base"] = self.cleaned_data.get("base") or 0
        return self.cleaned_data


class AnswerForm(forms.Form):
    """How a question ends when its text and records do not speak for themselves."""

    answer = forms.ChoiceField(choices=Answer)
    owner = PersonField(
        label="Who will find out",
        required=False,
        help_text="A question left unknown has someone who looks into it.",
    )

    def __init__(self, *args, section, **kwargs):
        super().__init__(*args, auto_id="answer-%s", **kwargs)
        self.fields["owner"].queryset = choosable(section.postmortem.incident)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True  # the template writes the token once
