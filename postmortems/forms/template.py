"""Templates and their sections, and where which template is taken."""

from django import forms

from accounts.models import Team
from postmortems.domain.severity import labels
from postmortems.domain.template_change import is_needed
from postmortems.enums import Audience
from postmortems.models import DocumentTemplate, TemplateSection
from postmortems.models.template import PROMPT_LIMIT

from .layout import helper_of
from .version import BaseField


class TemplateForm(forms.ModelForm):
    base = BaseField()
    helper = helper_of("name", "description", "base")

    class Meta:
        model = DocumentTemplate
        fields = ["name", "description"]
        help_texts = {"description": "For administrators: when it is the right one."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["base"] = self.instance.version


class SectionForm(forms.ModelForm):
    """One section. What every review asks for is always required, so it is not asked."""

    base = BaseField()
    prompt = forms.CharField(
        required=False,
        max_length=PROMPT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="What the writer reads above the empty text. Ask how, never who.",
    )
    audience = forms.ChoiceField(
        choices=Audience,
        label="Who reads it once it is published",
    )

    class Meta:
        model = TemplateSection
        fields = ["heading", "prompt", "required", "audience"]
        labels = {"required": "Required"}
        help_texts = {"required": "The review cannot be completed while it is empty."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["base"] = self.instance.version
        if self.instance.pk and is_needed(self.instance):
            del self.fields["required"]
        self.helper = helper_of(*self.fields)

    def values(self):
        values = {name: self.cleaned_data[name] for name in ("heading", "prompt", "audience")}
        return {**values, "required": self.cleaned_data.get("required", True)}


class ChoicesForm(forms.Form):
    """The default, and another template for levels and teams where one is wanted."""

    base = forms.CharField(max_length=10_000, required=False, widget=forms.HiddenInput)

    def __init__(self, *args, stands, base, **kwargs):
        default, by_level, by_team = stands
        kwargs["initial"] = {
            "base": base,
            "default": default,
            **{f"severity-{level}": pk for level, pk in by_level.items()},
            **{f"team-{team}": pk for team, pk in by_team.items()},
        }
        super().__init__(*args, **kwargs)
        self.offered = {str(one.pk): one for one in DocumentTemplate.objects.offered()}
        self.teams = {team.pk: team for team in Team.objects.all()}
        self.add("default", "Where nothing else is chosen", required=True)
        for level, label in labels().items():
            self.add(f"severity-{level}", label)
        for pk, team in self.teams.items():
            self.add(f"team-{pk}", team.name)

    def add(self, name, label, required=False):
        none = [] if required else [("", "The default")]
        names = [(pk, one.name) for pk, one in self.offered.items()]
        self.fields[name] = forms.ChoiceField(choices=none + names, label=label, required=required)
        self.initial.setdefault(name, "")

    def named(self, start):
        return [self[name] for name in self.fields if name.startswith(start)]

    @property
    def of_levels(self):
        return self.named("severity-")

    @property
    def of_teams(self):
        return self.named("team-")

    def wishes(self):
        """``(default, {level: template}, {team: template})``."""
        sent = {name: self.offered.get(value) for name, value in self.cleaned_data.items()}
        return (
            sent["default"],
            {level: sent[f"severity-{level}"] for level in labels()},
            {team: sent[f"team-{pk}"] for pk, team in self.teams.items()},
        )
