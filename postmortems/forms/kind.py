"""The kinds of records, by the word in their addresses."""

from collections.abc import Callable
from dataclasses import dataclass

from postmortems import models
from postmortems.domain.perspective import add_perspective, change_perspective
from postmortems.domain.record import add_record, change_record

from .action import ActionForm
from .factor import FactorForm, MitigatorForm, TriggerForm
from .idea import IdeaForm
from .impact import ImpactForm
from .link import LinkForm
from .person import PersonForm
from .perspective import PerspectiveChangeForm, PerspectiveForm
from .record import RecordForm
from .timeline import TimelineForm


@dataclass(frozen=True)
class Kind:
    """One kind of record: its model, its forms, its verbs, and who may do what.

    ``adds`` is asked with the incident or the postmortem, ``changes`` too, except where
    a record is its author's own (perspectives): then it is asked with the record.
    """

    slug: str
    one: str
    model: type
    form: type[RecordForm]
    of_postmortem: bool = False
    change_form: type[RecordForm] | None = None
    adds: str = "postmortems.edit_incident"
    changes: str = "postmortems.edit_incident"
    is_own: bool = False
    is_ordered: bool = True
    add: Callable = add_record
    change: Callable = change_record

    def subject(self, incident):
        """What the permission is asked with."""
        return incident.postmortem if self.of_postmortem else incident

    def blank(self, incident):
        """A new, empty record of this kind in this incident."""
        if self.is_own:
            return self.model()
        owner = "postmortem" if self.of_postmortem else "incident"
        return self.model(**{owner: self.subject(incident)})


def of_postmortem(slug, one, model, form):
    edit = "postmortems.edit"
    return Kind(slug, one, model, form, of_postmortem=True, adds=edit, changes=edit)


KINDS = {
    kind.slug: kind
    for kind in (
        Kind("person", "person", models.IncidentPerson, PersonForm),
        Kind("link", "link", models.IncidentLink, LinkForm),
        Kind("timeline", "entry", models.TimelineEntry, TimelineForm, is_ordered=False),
        Kind(
            "perspective",
            "perspective",
            models.Perspective,
            PerspectiveForm,
            change_form=PerspectiveChangeForm,
            adds="postmortems.add_perspective",
            changes="postmortems.change_perspective",
            is_own=True,
            is_ordered=False,
            add=add_perspective,
            change=change_perspective,
        ),
        Kind("impact", "impact", models.Impact, ImpactForm),
        of_postmortem("factor", "factor", models.ContributingFactor, FactorForm),
        of_postmortem("mitigator", "point", models.Mitigator, MitigatorForm),
        of_postmortem("trigger", "trigger", models.Trigger, TriggerForm),
        of_postmortem("idea", "idea", models.Idea, IdeaForm),
        of_postmortem("action", "action", models.ActionItem, ActionForm),
    )
}
