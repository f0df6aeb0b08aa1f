"""Who is asked to a review meeting, and what they answer."""

import re
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from accounts.domain import audit
from accounts.models import Team, User
from postmortems.domain import record
from postmortems.domain.content import changing_content, lock_postmortem
from postmortems.exceptions import Refused
from postmortems.models import Service
from reviews.enums import JoinAnswer, Relation, Response
from reviews.models import Attendance

from . import admission


@dataclass(frozen=True)
class Proposal:
    """Someone worth inviting, and why."""

    user: User
    why: str
    relation: Relation
    is_ticked: bool = True


def proposals(postmortem):
    """Whom to invite: the incident's people, the owner, the contributors, who asked, and those
    of teams that are named, to choose one from; each with why.

    The facilitator is there anyway. Everyone else may be invited too.
    """
    found = {}
    people = postmortem.incident.people.kept().exclude(user=None).select_related("user")
    for person in people:
        why = f"took part: {person.get_role_display().lower()}"
        found.setdefault(person.user_id, Proposal(person.user, why, Relation.INVOLVED))
    owner = Proposal(postmortem.owner, "owns the postmortem", Relation.INTERESTED)
    found.setdefault(postmortem.owner_id, owner)
    for user in postmortem.contributors.order_by("name"):
        found.setdefault(user.pk, Proposal(user, "contributes", Relation.INTERESTED))
    for request in postmortem.joinrequests.waiting().select_related("by"):
        asked = Proposal(request.by, "asks to join", Relation.INTERESTED)
        found.setdefault(request.by_id, asked)
    for team, service in named_teams(postmortem):
        for user in team.members.all():
            why = f"of {team.name}, which {f'looks after {service}' if service else 'is named'}"
            found.setdefault(user.pk, Proposal(user, why, Relation.INTERESTED, is_ticked=False))
    return [
        proposal
        for pk, proposal in found.items()
        if proposal.user.is_active and pk != postmortem.facilitator_id
    ]


def named_teams(postmortem):
    """``[(team, service)]`` of the teams that this concerns, by name.

    A team whose own name stands in the draft, its timeline or its title (``service`` is
    ``None``), and one that looks after a service of the incident or one that stands there.
    """
    incident = postmortem.incident
    texts = [incident.title, *incident.services.values_list("name", flat=True)]
    texts += incident.timeline.kept().values_list("text", flat=True)
    texts += postmortem.sections.values_list("text", flat=True)
    said = "\n".join(texts).casefold()
    teams = {team.pk: team for team in Team.objects.for_teams()}
    found = {pk: None for pk, team in teams.items() if stands_in(said, team.name)}
    for service in Service.objects.exclude(team=None):
        if stands_in(said, service.name):
            found.setdefault(service.team_id, service)
    return [(team, found[pk]) for pk, team in teams.items() if pk in found]


def stands_in(said, name):
    """Whether a name stands there as whole words."""
    return re.search(rf"(?<!\w){re.escape(name.casefold())}(?!\w)", said)


def missing_teams(postmortem, meeting):
    """``[(team, service)]`` of the teams concerned of whom nobody is asked, leads or notes."""
    coming = meeting.attendance.kept().filter(is_invited=True).exclude(response=Response.DECLINED)
    there = {*coming.values_list("user", flat=True), meeting.facilitator_id, meeting.note_taker_id}
    return [
        (team, service)
        for team, service in named_teams(postmortem)
        if not there & {member.pk for member in team.members.all()}
    ]


def invite_people(meeting, users, *, by):
    """Ask people to a scheduled meeting. Asking again is harmless.

    Members and administrators can see the incident from then on; a reader once they accept.
    """
    if not users:
        return
    with changing_content(meeting.postmortem.incident):
        if not meeting.is_open:
            raise Refused("This meeting is closed: add who was there to the list instead.")
        known = {proposal.user.pk: proposal for proposal in proposals(meeting.postmortem)}
        for user in users:
            proposal = known.get(user.pk)
            invite(meeting, user, proposal.relation if proposal else Relation.INTERESTED, by=by)
        settle_requests(meeting.postmortem, users, by=by)
        admission.refresh(meeting.postmortem)


def settle_requests(postmortem, users, *, by):
    """Who asked to join and is invited has the answer."""
    waiting = postmortem.joinrequests.filter(by__in=users, answer=JoinAnswer.WAITING)
    for request in waiting.select_for_update():
        request.answer = JoinAnswer.ACCEPTED
        request.answered_by, request.answered_at = by, timezone.now()
        request.save(update_fields=["answer", "answered_by", "answered_at"])
        stream = postmortem.incident.reference
        audit.record("request to join accepted", request, by=by, stream=stream)


def invite(meeting, user, relation, *, by):
    """One row for one person; a row that was removed comes back unanswered."""
    row = meeting.attendance.filter(user=user).order_by("-removed_at").first()
    kept = meeting.attendance.kept().filter(user=user).first()
    if kept is None and row is None:
        return record.add_record(
            Attendance(meeting=meeting, user=user, relation=relation, is_invited=True), by=by
        )
    row = kept or record.restore_record(row, by=by)
    if kept is None or not row.is_invited:
        row.is_invited, row.response, row.response_note = True, Response.NOT_ANSWERED, ""
        row.save(update_fields=["is_invited", "response", "response_note"])
    return row


ANSWERS = (Response.ACCEPTED, Response.TENTATIVE, Response.DECLINED)


def invitation_of(meeting, user):
    """This person's invitation to a meeting that is ahead, or ``None``."""
    if not meeting.is_open:
        return None
    return meeting.attendance.kept().filter(user=user, is_invited=True).first()


def answer_invitation(attendance, response, *, by, note=""):
    """The invited person says whether they come; a reader's *yes* admits them.

    ``note`` is a line for those who run the review. An answer is no content: it never makes
    a signature stale.
    """
    if attendance.user_id != by.pk:
        raise Refused("Only the person who was invited can answer.")
    if response not in ANSWERS:
        raise Refused("Say whether you are coming or not.")
    meeting = attendance.meeting
    with transaction.atomic():
        lock_postmortem(meeting.postmortem.incident)
        row = Attendance.objects.select_for_update().get(pk=attendance.pk)
        meeting.refresh_from_db(fields=["outcome"])
        if row.is_removed or not row.is_invited or not meeting.is_open:
            raise Refused("This invitation is over: the meeting was held, cancelled or changed.")
        row.response, row.response_note = response, note
        row.clean_fields(exclude=["meeting", "user"])
        row.save(update_fields=["response", "response_note"])
        admission.refresh(meeting.postmortem)
        audit.record(
            "invitation answered",
            row,
            by=by,
            stream=meeting.postmortem.incident.reference,
            after={"response": response},
        )
    return row
