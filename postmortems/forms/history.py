"""Keeping a version by name, and what a restoring carries."""

from django import forms

from postmortems.domain.history import NAME_LENGTH

from .version import BaseField


class KeepForm(forms.Form):
    name = forms.CharField(
        label="Keep the draft as it stands, as",
        max_length=NAME_LENGTH,
        widget=forms.TextInput(attrs={"placeholder": "Before the review", "autocomplete": "off"}),
        error_messages={"required": "Give the version a name."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["class"] = "form-control"
        if self.errors:
            self.fields["name"].widget.attrs |= {
                "class": "form-control is-invalid",
                "aria-describedby": "id_name_error",
            }


class RestoreForm(forms.Form):
    """``seen`` is what ``stands_at`` said of the page that was shown."""

    seen = BaseField()
    is_sure = forms.BooleanField(required=False)
