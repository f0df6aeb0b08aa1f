"""Which mail a person wants."""

from crispy_forms.helper import FormHelper
from django import forms

from accounts.enums import Delivery, NotificationKind


class PreferenceForm(forms.Form):
    """One choice for each kind of notification, and the hour of the daily mail."""

    hour = forms.TypedChoiceField(
        label="When the daily mail leaves",
        coerce=int,
        choices=[(hour, f"{hour:02}:00") for hour in range(24)],
    )

    def __init__(self, *args, deliveries, hour, time_zone, **kwargs):
        super().__init__(*args, initial={**deliveries, "hour": hour}, **kwargs)
        for kind in NotificationKind:
            self.fields[kind.value] = forms.ChoiceField(label=kind.label, choices=Delivery)
        self.order_fields([*NotificationKind.values, "hour"])
        self.fields["hour"].help_text = f"On your clock ({time_zone})."
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True  # the template writes the token once

    @property
    def chosen(self):
        return {kind: self.cleaned_data[kind.value] for kind in NotificationKind}
