"""What the language helper is sent, and what administrators tell it."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

from postmortems.domain.known_words import MOST
from postmortems.enums import WordingKind
from postmortems.models import LINE_LIMIT, TEXT_LIMIT
from postmortems.rendering import SECTION_LIMIT

from .layout import helper_of


class AskForm(forms.Form):
    """A text to look at, as long as a section may be."""

    text = forms.CharField(strip=False, required=False, max_length=SECTION_LIMIT)


class KeepForm(forms.Form):
    """A sentence that stays: the rule that asked, and the digest it gave."""

    rule = forms.CharField(max_length=80, validators=[RegexValidator(r"\A[\w.-]+\Z")])
    sentence = forms.CharField(validators=[RegexValidator(r"\A[0-9a-f]{64}\Z")])


class MakeForm(forms.Form):
    """A record that a sentence becomes."""

    makes = forms.ChoiceField(choices=[(kind, kind) for kind in ("idea", "factor", "action")])
    words = forms.CharField(max_length=LINE_LIMIT)
    done = forms.CharField(max_length=TEXT_LIMIT, required=False)


HINTS = {
    WordingKind.PHRASE: "Never asked about, in whatever letters: one on each line.",
    WordingKind.ROLE: "What people are called here, beside the usual: “wrangler”, “duty manager”.",
    WordingKind.SYSTEM: "Systems whose names could be taken for people; services are known anyway.",
}


class KnownWordsForm(forms.Form):
    """Words of all kinds, one on each line. ``was_`` fields say what the page showed."""

    def __init__(self, *args, words, **kwargs):
        super().__init__(*args, **kwargs)
        for kind in WordingKind:
            shown = "\n".join(words[kind])
            self.fields[kind.value] = forms.CharField(
                label=f"{kind.label}s" if kind != WordingKind.SYSTEM else "Names of systems",
                required=False,
                max_length=MOST * (LINE_LIMIT + 2),
                initial=shown,
                widget=forms.Textarea(attrs={"rows": 6}),
                help_text=HINTS[kind],
            )
            self.fields[f"was_{kind}"] = forms.CharField(
                required=False, initial=shown, widget=forms.HiddenInput
            )
        self.helper = helper_of(*self.fields)

    def clean(self):
        cleaned = super().clean()
        if any(kind not in self.data for kind in WordingKind.values):
            raise ValidationError("The form came incomplete, so nothing was changed.")
        for kind in WordingKind.values:
            lines = lines_of(cleaned.get(kind, ""))
            if len(lines) > MOST:
                self.add_error(kind, f"At most {MOST} of a kind: each is looked for in every text.")
            if long := next((line for line in lines if len(line) > LINE_LIMIT), None):
                self.add_error(kind, ValidationError(f"“{long[:40]}…” is too long for one line."))
        return cleaned

    def changes(self):
        """(kind, added, taken out) for each kind that was changed on the page."""
        for kind in WordingKind.values:
            now, was = lines_of(self.cleaned_data[kind]), lines_of(self.cleaned_data[f"was_{kind}"])
            added, removed = [one for one in now if one not in was], set(was) - set(now)
            if added or removed:
                yield kind, added, removed


def lines_of(text):
    """Each line once, in order, without white space around and between more than one space."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    return list(dict.fromkeys(line for line in lines if line))
