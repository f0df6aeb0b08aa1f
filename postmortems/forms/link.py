"""Where the traces of an incident are."""

from postmortems.models import IncidentLink

from .layout import Row
from .record import RecordForm


class LinkForm(RecordForm):
    LINE = (Row("url", "label", "kind"),)

    class Meta:
        model = IncidentLink
        fields = ["url", "label", "kind"]
        labels = {"url": "Address", "label": "Called"}
        error_messages = {
            "url": {"invalid": "Give a whole address that starts with http:// or https://."}
        }

    def prepare(self):
        self.fields["url"].widget.input_type = "url"
