"""Contributing factors, what limited the harm, and what set it off."""

from zoneinfo import ZoneInfo

from django import forms

from postmortems.models import ContributingFactor, Incident, Mitigator, Trigger

from .layout import Row
from .record import LinkField, RecordForm, ReferencesField


class EvidenceField(LinkField):
    """Timeline entries, in their order, by time and text; ``zone`` is the incident's."""

    zone = None

    def label_from_instance(self, entry):
        local = entry.occurred_at.astimezone(self.zone)
        when = f"{local:%d %b}" if entry.is_day_only else f"{local:%d %b %H:%M}"
        return f"{when} · {entry.text[:100]}"


class FactorForm(RecordForm):
    """Evidence is chosen among the incident's entries; without any it reads *judgement*."""

    LINE = ("summary",)
    MORE = ("narrative", Row("group", "part"), "evidence", "seen_before")
    MORE_SUMMARY = "More: how it worked, evidence, seen before?"
    LINKS = ("evidence", "seen_before")

    evidence = EvidenceField(queryset=None, required=False, help_text="")
    seen_before = ReferencesField(
        label="Seen before?",
        help_text="Earlier incidents in which this was there too: INC-12, PM-7.",
    )

    class Meta:
        model = ContributingFactor
        fields = ["summary", "narrative", "group", "part"]
        labels = {"summary": "A condition that had to be there", "narrative": "How it worked"}
        widgets = {"narrative": forms.Textarea(attrs={"rows": 3})}

    def prepare(self):
        evidence, before = self.fields["evidence"], self.fields["seen_before"]
        evidence.zone = ZoneInfo(self.incident.time_zone)
        evidence.queryset = self.incident.timeline.kept().in_order()
        before.queryset = Incident.objects.visible_to(self.user).exclude(pk=self.incident.pk)
        if not self.is_new:
            self.initial.setdefault("evidence", [row.pk for row in self.instance.evidence.all()])
            self.initial.setdefault("seen_before", list(self.seen_and_visible()))

    def seen_and_visible(self):
        return self.instance.seen_before.visible_to(self.user).order_by("pk")


class MitigatorForm(RecordForm):
    LINE = (Row("text", "kind"),)
    MORE = ("narrative",)
    MORE_SUMMARY = "More: how"

    class Meta:
        model = Mitigator
        fields = ["text", "kind", "narrative"]
        labels = {"text": "What helped, or whom to thank", "narrative": "How"}
        widgets = {"narrative": forms.Textarea(attrs={"rows": 3})}


class TriggerForm(RecordForm):
    LINE = (Row("text", "kind"),)

    class Meta:
        model = Trigger
        fields = ["text", "kind"]
        labels = {"text": "What set it off"}
