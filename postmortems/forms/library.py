"""The filters of the library, kept in the address."""

from django import forms

from postmortems.domain.library import choices


class LibraryForm(forms.Form):
    """Every choice is one that the reader's own list holds."""

    q = forms.CharField(label="Words in title or summary", max_length=200, required=False)
    severity = forms.TypedChoiceField(required=False, coerce=int, empty_value=None)
    service = forms.ModelChoiceField(queryset=None, required=False, empty_label="All services")
    tag = forms.ModelChoiceField(queryset=None, required=False, empty_label="All tags")
    state = forms.ChoiceField(required=False)
    owner = forms.ModelChoiceField(queryset=None, required=False, empty_label="Everyone")

    def __init__(self, data, *, user):
        super().__init__(data)
        offered = choices(user)
        self.fields["severity"].choices = [("", "All severities"), *offered["severity"]]
        self.fields["state"].choices = [("", "All states"), *offered["state"]]
        for name in ("service", "tag", "owner"):
            self.fields[name].queryset = offered[name]
        for name, field in self.fields.items():
            is_text = name == "q"
            field.widget.attrs["class"] = "form-control" if is_text else "form-select"
        self.fields["q"].widget.input_type = "search"

    def criteria(self):
        """Arguments for ``library.find``: what was understood of the filters."""
        self.is_valid()
        given = dict(self.cleaned_data)
        given["text"] = given.pop("q", "")
        return {name: value for name, value in given.items() if value}

    @property
    def is_filtered(self):
        return bool(self.criteria()) or bool(self.errors)
