"""Editing the prompt library: one text for each kind, a prompt on each line."""

from django import forms

from postmortems.enums import EntryKind
from postmortems.forms.layout import helper_of
from postmortems.models import TEXT_LIMIT


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
        typed = {
            kind: [" ".join(line.split()) for line in text.splitlines() if line.strip()]
            for kind, text in self.cleaned_data.items()
        }
        return {kind: lines for kind, lines in typed.items() if lines != self.library[kind]}
