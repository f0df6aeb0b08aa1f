"""What one person saw, understood, expected and was unsure of."""

from django import forms

from postmortems.enums import PerspectiveAudience
from postmortems.models import Perspective

from .layout import Row, helper_of
from .people import choosable
from .record import RecordForm

AUDIENCE_HELP = (
    "The review group is the incident's people, the owner, the contributors, the facilitator "
    "and the invited. Beyond it you are shown by your role, never by your name. Only the one "
    "who speaks can open it to more people, and can withdraw it until the postmortem is "
    "finalized. Words for the facilitator go to the one who leads the review when this is "
    "chosen; while there is none nobody reads them, until the one who speaks chooses again. "
    "Nobody else reads it on any page; whoever runs the database could."
)
TEXTS = ("understood", "expected", "did", "options", "pressures")


class PerspectiveForm(RecordForm):
    """A new perspective at one entry. The speaker is oneself, another person, or a role."""

    class Meta:
        model = Perspective
        fields = [
            "entry",
            "saw",
            "speaker",
            "speaker_role",
            "audience",
            "certainty",
            *TEXTS,
        ]
        labels = {
            "saw": "What was seen or heard",
            "speaker": "Speaker",
            "speaker_role": "Their role at that moment",
            "certainty": "How sure",
            "audience": "May be read by",
            "did": "What they did",
            "pressures": "Pressures, interruptions",
        }
        help_texts = {
            "audience": AUDIENCE_HELP,
            "speaker_role": "Shown beyond the review group: on call, support, release manager.",
        }
        widgets = {
            "entry": forms.HiddenInput,
            "saw": forms.Textarea(attrs={"rows": 2}),
            **{name: forms.Textarea(attrs={"rows": 2}) for name in TEXTS},
        }

    LINE = ("entry", "saw", Row("speaker", "speaker_role"), "audience")
    MORE = ("certainty", *TEXTS)
    MORE_SUMMARY = "More: understood, expected, how sure, what was done"

    def prepare(self):
        self.fields["entry"].queryset = self.incident.timeline.kept()
        self.fields["speaker"].queryset = choosable(self.incident, also=self.user.pk)
        self.initial["speaker"] = self.initial.get("speaker") or self.user.pk
        self.fields["speaker"].empty_label = "Nobody by name: the role alone"

    def clean(self):
        cleaned = super().clean()
        by_role = "speaker" in cleaned and not cleaned["speaker"]
        if by_role and not cleaned.get("speaker_role", "").strip():
            if "speaker_role" not in self.errors:
                self.add_error("speaker_role", "Say who speaks: a person, or a role.")
        if not any(cleaned.get(name, "").strip() for name in ("saw", *TEXTS)):
            self.add_error("saw", "Write at least what was seen or heard.")
        return cleaned


class PerspectiveChangeForm(PerspectiveForm):
    """The words of a perspective. Who speaks stays; the audience has a form of its own."""

    class Meta(PerspectiveForm.Meta):
        fields = ["saw", "speaker_role", "certainty", *TEXTS]

    LINE = ("saw", "speaker_role")

    def prepare(self):
        """Nothing to narrow: who speaks and at which entry is settled."""

    def clean(self):
        cleaned = super(PerspectiveForm, self).clean()
        if not self.instance.speaker_id and not cleaned.get("speaker_role", "").strip():
            if "speaker_role" not in self.errors:
                self.add_error("speaker_role", "A role speaks here: name it.")
        if not any(cleaned.get(name, "").strip() for name in ("saw", *TEXTS)):
            self.add_error("saw", "Write at least what was seen or heard.")
        return cleaned


class AudienceForm(forms.Form):
    audience = forms.ChoiceField(
        choices=PerspectiveAudience,
        widget=forms.RadioSelect,
        label="May be read by",
        help_text=AUDIENCE_HELP,
    )
    helper = helper_of("audience")
