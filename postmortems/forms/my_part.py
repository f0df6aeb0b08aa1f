"""One's own perspective at one entry, for nobody else until one shares it."""

from postmortems.enums import PerspectiveAudience

from .perspective import TEXTS, PerspectiveForm


class MyPartForm(PerspectiveForm):
    """The words alone: who speaks is whoever writes, and who reads it is decided later."""

    class Meta(PerspectiveForm.Meta):
        fields = ["entry", "saw", "speaker_role", "certainty", *TEXTS]
        labels = PerspectiveForm.Meta.labels | {
            "saw": "What did you see or hear?",
            "understood": "How did you understand it then?",
            "expected": "What did you expect to happen next?",
            "certainty": "How sure were you?",
            "did": "What did you do?",
            "options": "What else could you have done, as you saw it?",
            "pressures": "What pressed or interrupted you?",
            "speaker_role": "In which role?",
        }

    LINE = ("entry", "saw", "understood", "expected", "certainty")
    MORE = ("did", "options", "pressures", "speaker_role")
    MORE_SUMMARY = "More: what you did, options, pressures"

    def prepare(self):
        self.fields["entry"].queryset = self.incident.timeline.kept()
        self.instance.speaker = self.user
        self.instance.audience = PerspectiveAudience.MINE

    def clean(self):
        cleaned = super(PerspectiveForm, self).clean()
        if not any(cleaned.get(name, "").strip() for name in ("saw", *TEXTS)):
            self.add_error("saw", "Write at least what you saw or heard.")
        return cleaned
