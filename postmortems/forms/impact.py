"""What one group of stakeholders experienced."""

from django import forms

from postmortems.enums import Measure, StakeholderGroup
from postmortems.models import Impact

from .layout import MomentLine, Row
from .moment import MomentField
from .record import RecordForm


class ImpactForm(RecordForm):
    LINE = ("group", "experienced")
    MORE = (
        "group_name",
        Row("quantity", "unit", "measure"),
        MomentLine("from_at"),
        MomentLine("to_at"),
        "told",
        "can_do",
        "is_headline",
    )
    MORE_SUMMARY = "More: how many, from when to when, what they were told"
    MOMENTS = {"from_at": "day_only", "to_at": "day_only"}

    from_at = MomentField(required=False, label="From")
    to_at = MomentField(required=False, label="To")

    class Meta:
        model = Impact
        fields = [
            "group",
            "group_name",
            "experienced",
            "quantity",
            "unit",
            "measure",
            "told",
            "can_do",
            "is_headline",
        ]
        labels = {"group": "Who", "unit": "Of what", "measure": "How do we know"}
        help_texts = {
            "group_name": "Say it in their words: new users, the warehouse in Graz.",
            "unit": "customers, orders, minutes of data",
            "is_headline": "One figure stands at the top of the page; choosing this one "
            "lets the former go.",
        }
        widgets = {
            "experienced": forms.Textarea(attrs={"rows": 2}),
            "told": forms.Textarea(attrs={"rows": 2}),
            "can_do": forms.Textarea(attrs={"rows": 2}),
        }

    def clean(self):
        cleaned = super().clean()
        own = cleaned.get("group") == StakeholderGroup.OWN
        if own and not cleaned.get("group_name", "").strip() and "group_name" not in self.errors:
            self.add_error("group_name", "Name the group.")
        if cleaned.get("quantity") is not None and cleaned.get("measure") == Measure.NOT_MEASURED:
            self.add_error("measure", "A number is there: was it measured or estimated?")
        return cleaned
