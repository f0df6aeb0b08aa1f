"""What a person says of themselves."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Layout
from django import forms

from accounts.domain.people import PROFILE_FIELDS
from accounts.models import User

from .time_zone import TimeZoneField, time_zone_choices

# The words a screen reader says for the swatches, in the order of the design tokens.
COLOUR_NAMES = ("Pine", "Violet", "Copper", "Blue", "Green", "Red", "Slate", "Plum")


class ProfileForm(forms.ModelForm):
    """Readers are not asked whether they facilitate: only members and administrators can."""

    time_zone = TimeZoneField()
    colour = forms.TypedChoiceField(
        label="Avatar colour",
        coerce=int,
        choices=list(enumerate(COLOUR_NAMES, start=1)),
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
        help_text="Shown behind your initials.",
    )

    class Meta:
        model = User
        fields = PROFILE_FIELDS
        widgets = {"theme": forms.RadioSelect}
        help_texts = {
            "name": "The name that everyone sees.",
            "single_keys": "Switch them off if you dictate, or strike keys by chance.",
            "language_help": "A soft underline where a sentence may read as a verdict on a person. "
            "It blocks nothing, and is seen by nobody but those who write.",
            "volunteers": "Facilitators are looked for among the volunteers first. "
            "You can still say no to any one review.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        zone = self.initial.get("time_zone")
        if zone and zone not in dict(_flat(time_zone_choices())):
            self.fields["time_zone"].choices = [(zone, zone), *time_zone_choices()]
        if self.instance.is_reader:
            del self.fields["volunteers"], self.fields["language_help"]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True  # the template writes the token once
        of_writers = [] if self.instance.is_reader else ["language_help", "volunteers"]
        tail = ["theme", "single_keys", *of_writers]
        self.helper.layout = Layout(
            "name", "time_zone", HTML('{% include "accounts/_profile_colours.html" %}'), *tail
        )


def _flat(choices):
    for value, label in choices:
        yield from label if isinstance(label, list) else [(value, label)]
