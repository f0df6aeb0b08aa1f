"""What administrators set for all five levels of severity, each page one form."""

from django import forms

from postmortems.enums import Severity
from postmortems.models import SeverityClock, SeverityWords

from .version import BaseField

HINTS = {"label": "", "when": "One sentence.", "is_owed": ""}


def level_form(model, names):
    """The form of one level's row; the page has five of them."""
    form = forms.modelform_factory(model, fields=names)
    for name, field in form.base_fields.items():
        if isinstance(field, forms.IntegerField):
            field.widget.attrs["inputmode"] = "numeric"
        if name == "when":
            field.widget = forms.Textarea(attrs={"rows": 2})
            field.strip = True
    return form


WordsOfLevel = level_form(SeverityWords, ["label", "when", "is_owed"])
ClockOfLevel = level_form(
    SeverityClock,
    [
        "draft_hours",
        "review_days",
        "review_in_working_days",
        "finalize_working_days",
        "pre_read_hours",
    ],
)


class BaseForm(forms.Form):
    base = BaseField()


class LevelForms:
    """Five forms under one version. ``rows`` are the levels as they stand."""

    def __init__(self, form, rows, data=None):
        self.levels = [form(data, instance=row, prefix=f"sev{row.severity}") for row in rows]
        self.base = BaseForm(data, initial={"base": rows[0].version})
        self.error = ""

    def __iter__(self):
        return iter(self.levels)

    def is_valid(self):
        return all([self.base.is_valid(), *(form.is_valid() for form in self.levels)])

    @property
    def has_errors(self):
        return any(form.errors for form in self.levels)

    def values(self):
        """``{level: {name: value}}`` of everything that was sent."""
        return {form.instance.severity: form.cleaned_data for form in self.levels}

    def start_from(self, version):
        """What is sent next is written on this version."""
        self.base = BaseForm(initial={"base": version})


def level_name(level):
    """Which of the five it is, whatever it is called."""
    ends = {Severity.SEV1: ", the worst", Severity.SEV5: ", the least"}
    return f"Level {level}{ends.get(level, '')}"
