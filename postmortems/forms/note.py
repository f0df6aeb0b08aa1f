"""The preliminary note."""

from django import forms

from postmortems.models import TEXT_LIMIT

from .layout import MomentLine, helper_of
from .moment import MomentField


def words(label, help_text="", *, required=False):
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class NoteForm(forms.Form):
    """What is known so far; times in the incident's own zone."""

    summary = words("What happened, as far as it is known", required=True)
    impact = words("Who is affected, and how")
    what_to_do = words("What readers should do", "Leave it empty if there is nothing to do.")
    next_update_by = MomentField(
        label="Next update by", required=False, time_required=True, help_text=""
    )

    def __init__(self, *args, zone, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["next_update_by"]
        field.set_zone(zone)
        field.help_text = f"In {zone}, the incident's zone. Leave it empty if nothing is promised."
        self.helper = helper_of("summary", "impact", "what_to_do", MomentLine("next_update_by"))

    def values(self):
        """Arguments for ``publish_note``."""
        values = dict(self.cleaned_data)
        moment = values["next_update_by"]
        values["next_update_by"] = moment.at if moment else None
        return values
