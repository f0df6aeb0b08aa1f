"""Editing the prompt library: one text for each kind, a prompt on each line."""

from django import forms

from postmortems.enums import EntryKind
from postmortems.forms.layout import helper_of
from postmortems.forms.version import BaseField
from postmortems.models import LINE_LIMIT, TEXT_LIMIT
from reviews.domain.prompt import refused


class AttachForm(forms.Form):
    """What to ask at one stop before what its kind of entry brings: from the library, and own."""

    base = BaseField()
    chosen = forms.MultipleChoiceField(
        label="From the library", required=False, widget=forms.CheckboxSelectMultiple
    )
    own = forms.CharField(
        label="In your own words, one on each line",
        required=False,
        max_length=LINE_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Begin with how or what.",
    )

    def __init__(self, *args, stop, library, **kwargs):
        super().__init__(*args, **kwargs)
        others = [kind for kind in library if kind != stop.entry.kind]
        known = list(dict.fromkeys(one for kind in others for one in library[kind]))
        self.fields["chosen"].choices = [(prompt, prompt) for prompt in known]
        attached = stop.own_prompts
        self.initial = {
            "base": stop.version,
            "chosen": [prompt for prompt in attached if prompt in known],
            "own": "\n".join(prompt for prompt in attached if prompt not in known),
        }
        self.helper = helper_of("base", "own", "chosen")

    def clean_own(self):
        own = lines_of(self.cleaned_data["own"])
        if wrong := refused(own):
            raise forms.ValidationError(wrong)
        return own

    def values(self):
        attached = dict.fromkeys(self.cleaned_data["own"] + self.cleaned_data["chosen"])
        return {"asks": "\n".join(attached)}


def lines_of(text):
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


class PromptsForm(forms.Form):
    def __init__(self, *args, library, **kwargs):
        super().__init__(*args, **kwargs)
        self.library = library
        for kind in EntryKind:
            self.fields[kind.value] = forms.CharField(
                label=f"At an entry of the kind “{kind.label.lower()}”",
                required=False,
                max_length=TEXT_LIMIT,
                initial="\n".join(library[kind]),
                widget=forms.Textarea(attrs={"rows": 4}),
            )
        self.helper = helper_of(*self.fields)

    def clean(self):
        """A text that was not sent at all is no wish for an empty one."""
        if any(name not in self.data for name in self.fields):
            raise forms.ValidationError("The form came incomplete, so nothing was changed.")
        return super().clean()

    def changes(self):
        """``{kind: [prompt, …]}`` of the kinds that read otherwise now."""
        typed = {kind: lines_of(text) for kind, text in self.cleaned_data.items()}
        return {kind: lines for kind, lines in typed.items() if lines != self.library[kind]}
