"""Someone who took part in an incident (questions 1 and 2)."""

from accounts.models import User
from postmortems.models import IncidentPerson

from .layout import MomentLine, Row
from .moment import MomentField
from .record import RecordForm


class PersonForm(RecordForm):
    """Anyone who can sign in, readers too; or a name from outside."""

    LINE = (Row("user", "name", "role"),)
    MORE = (MomentLine("joined_at"), "reached_how")
    MORE_SUMMARY = "More: when they joined, how they were reached"
    MOMENTS = {"joined_at": "joined_day_only"}

    joined_at = MomentField(required=False, label="Joined")

    class Meta:
        model = IncidentPerson
        fields = ["user", "name", "role", "reached_how"]
        labels = {"user": "Person", "name": "Or a name from outside"}
        help_texts = {"reached_how": "Paged, called, saw it in the chat, passed by."}

    def prepare(self):
        people = User.objects.active()
        if self.instance.user_id:
            people = people | User.objects.filter(pk=self.instance.user_id)
        self.fields["user"].queryset = people.order_by("name")
        self.fields["user"].empty_label = "Choose"

    def clean(self):
        cleaned = super().clean()
        if "user" in cleaned and not cleaned["user"] and not cleaned.get("name", "").strip():
            if "name" not in self.errors:
                self.add_error("user", "Choose a person, or write the name of someone outside.")
        if cleaned.get("user"):
            cleaned["name"] = ""
        return cleaned
