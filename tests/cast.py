"""The fixed cast of the tests: who is who around one incident, each with a reason to exist."""

from dataclasses import dataclass, fields
from datetime import timedelta

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from postmortems.domain import access
from postmortems.domain.incident import grant_access, open_incident, set_visibility
from postmortems.domain.postmortem import set_contributors, set_facilitator, start_postmortem
from postmortems.domain.record import add_record
from postmortems.enums import AccessReason, IncidentRole, Severity, Visibility
from postmortems.models import Incident, IncidentPerson, Postmortem

from .factories.accounts import UserFactory
from .kept import kept

TITLE = "Checkout refused every second card"


@dataclass
class Cast:
    """One incident with its draft, and everyone who may or may not meet it."""

    incident: Incident
    postmortem: Postmortem
    administrator: User  # looks after the installation; passes no review
    owner: User  # opened the incident, owns the postmortem
    contributor: User  # edits beside the owner
    facilitator: User  # the only one who moves it on; was not part of the incident
    note_taker: User  # writes in the meeting
    responder: User  # took part in the incident, edits nothing
    granted: User  # a member who was let in to see, and is not in the review group
    outsider: User  # a member who has no part in it
    reader: User  # a stakeholder: reads what was released
    invited_reader: User  # a reader with an invitation to the review
    anonymous: AnonymousUser

    @property
    def people(self):
        """Everyone by the name of their part, the anonymous visitor last."""
        return {name: getattr(self, name) for name in PARTS}

    @property
    def author(self):
        return self.owner

    @property
    def colleague(self):
        return self.contributor

    def fresh(self):
        """The postmortem as the database has it now, nothing remembered."""
        return Postmortem.objects.select_related("incident", "owner", "facilitator").get(
            pk=self.postmortem.pk
        )


PARTS = [field.name for field in fields(Cast) if field.name not in ("incident", "postmortem")]
# Who is one of the incident's people, and who may know of it when it is restricted.
ITS_PEOPLE = [
    "owner",
    "contributor",
    "facilitator",
    "note_taker",
    "responder",
    "granted",
    "invited_reader",
]
INSIDERS = ["administrator", *ITS_PEOPLE]
OUTSIDERS = [part for part in PARTS if part not in INSIDERS]


@kept
def make_cast(*, visibility=Visibility.ORGANIZATION, title=TITLE, severity=Severity.SEV2):
    """Build the cast through the product's own verbs."""
    people = {
        part: UserFactory(name=part.replace("_", " ").title(), role=role_of(part))
        for part in PARTS
        if part != "anonymous"
    }
    owner = people["owner"]
    incident = open_incident(
        Incident(title=title, severity=severity, started_at=timezone.now() - timedelta(hours=20)),
        by=owner,
        services=["checkout"],
        role=IncidentRole.COMMANDER,
    )
    add_record(IncidentPerson(incident=incident, user=people["responder"]), by=owner)
    postmortem = start_postmortem(incident, by=owner)
    set_contributors(postmortem, [people["contributor"]], by=owner)
    set_facilitator(postmortem, people["facilitator"], by=owner)
    access.grant(incident, people["note_taker"], AccessReason.NOTE_TAKER)
    access.grant(incident, people["invited_reader"], AccessReason.INVITED)
    grant_access(incident, people["granted"], by=owner)
    if visibility != incident.visibility:
        set_visibility(incident, visibility, by=owner)
    postmortem = Postmortem.objects.select_related("incident", "owner", "facilitator").get(
        pk=postmortem.pk
    )
    return Cast(
        incident=postmortem.incident, postmortem=postmortem, anonymous=AnonymousUser(), **people
    )


def role_of(part):
    if part == "administrator":
        return Role.ADMINISTRATOR
    return Role.READER if part in ("reader", "invited_reader") else Role.MEMBER
