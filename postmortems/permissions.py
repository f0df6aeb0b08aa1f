"""Who may do what with an incident and its postmortem.

Small predicates that read aloud; ask them as ``rules.has_perm(name, user, subject)``
with a postmortem, or an incident where the name says so. They say nothing about the
state: a move from the wrong state and a change to frozen content are other refusals.
``can_view`` agrees with ``visible_to`` for everyone (a test compares them).
"""

import rules

from accounts.permissions import is_administrator, is_member, is_signed_in

from .enums import AccessReason


def reasons_for(user, incident):
    """Why this person is one of the incident's people: a set of ``AccessReason`` values.

    Asked several times for one page, so the answer is kept on the instance; verbs that
    change the answer work on rows they fetched themselves.
    """
    known = incident.__dict__.setdefault("_reasons", {})
    if user.pk not in known:
        known[user.pk] = set(
            incident.access.filter(user_id=user.pk).values_list("reason", flat=True)
        )
    return known[user.pk]


def incident_of(subject):
    """The incident of an incident, a postmortem or anything that belongs to one."""
    if hasattr(subject, "owning_incident"):
        return subject.owning_incident()
    if hasattr(subject, "postmortem_id"):
        return subject.postmortem.incident
    return getattr(subject, "incident", subject)


@rules.predicate
def can_view(user, subject):
    """May see the incident, its draft, its records (and knows that they exist)."""
    if not is_signed_in(user):
        return False
    incident = incident_of(subject)
    if user.is_administrator or (not user.is_reader and not incident.is_restricted):
        return True
    return bool(reasons_for(user, incident))


@rules.predicate
def can_read_released(user, subject):
    """May read what was released to the organization."""
    if not is_signed_in(user):
        return False
    incident = incident_of(subject)
    return user.is_administrator or not incident.is_restricted or can_view(user, subject)


@rules.predicate
def is_owner(user, postmortem):
    return postmortem.owner_id == user.pk


@rules.predicate
def is_facilitator(user, postmortem):
    return postmortem.facilitator_id is not None and postmortem.facilitator_id == user.pk


@rules.predicate
def is_contributor(user, postmortem):
    return AccessReason.CONTRIBUTOR in reasons_for(user, postmortem.incident)


@rules.predicate
def is_note_taker(user, postmortem):
    return AccessReason.NOTE_TAKER in reasons_for(user, postmortem.incident)


@rules.predicate
def is_incident_person(user, subject):
    return AccessReason.PERSON in reasons_for(user, incident_of(subject))


@rules.predicate
def opened_incident(user, subject):
    return incident_of(subject).opened_by_id == user.pk


@rules.predicate
def has_no_postmortem(user, incident):
    return not hasattr(incident, "postmortem")


@rules.predicate
def in_review_group(user, subject):
    """The incident's people, owner, contributors, facilitator, note-taker, the invited."""
    return bool(reasons_for(user, incident_of(subject)) - {AccessReason.GRANTED})


@rules.predicate
def edits_postmortem_of(user, incident):
    return hasattr(incident, "postmortem") and is_editor(user, incident.postmortem)


@rules.predicate
def edits_document(user, record):
    return is_editor(user, record.postmortem)


@rules.predicate
def has_action(user, action):
    return action.owner_id is not None and action.owner_id == user.pk


@rules.predicate
def speaks(user, perspective):
    return perspective.speaker_id is not None and perspective.speaker_id == user.pk


@rules.predicate
def wrote_down(user, perspective):
    """Wrote it down, and its speaker did not make the words their own since."""
    is_theirs = perspective.speaker_id is not None and perspective.confirmed_at is not None
    return perspective.created_by_id == user.pk and not is_theirs


@rules.predicate
def keeps(user, perspective):
    """Whose words these are; where only a role speaks, who wrote them down."""
    return user.pk == (perspective.speaker_id or perspective.created_by_id)


@rules.predicate
def has_no_facilitator(user, postmortem):
    return postmortem.facilitator_id is None


@rules.predicate
def volunteers(user):
    return bool(user.is_authenticated and user.volunteers)


is_editor = is_member & (is_owner | is_contributor | is_facilitator)
edits_incident = is_member & (
    edits_postmortem_of | (has_no_postmortem & (opened_incident | is_incident_person))
)
admits_to_incident = is_member & (edits_postmortem_of | (has_no_postmortem & opened_incident))

rules.add_perm("postmortems.open_incident", is_member)
rules.add_perm("postmortems.manage_settings", is_administrator)
rules.add_perm("postmortems.view", can_view)
rules.add_perm("postmortems.read_released", can_read_released)
rules.add_perm("postmortems.edit_incident", edits_incident)
rules.add_perm("postmortems.start_postmortem", is_member & can_view & has_no_postmortem)
rules.add_perm("postmortems.edit", is_editor)
rules.add_perm("postmortems.comment", can_view)
rules.add_perm("postmortems.comment_on_page", can_read_released)
rules.add_perm("postmortems.settle_thread", is_editor)
rules.add_perm("postmortems.add_perspective", can_view & in_review_group)
rules.add_perm("postmortems.change_perspective", is_signed_in & (speaks | wrote_down))
rules.add_perm("postmortems.keep_perspective", is_signed_in & keeps)
# Administrators hand an action over (holding.py); how far it is, say those who do it.
rules.add_perm("postmortems.progress_action", is_signed_in & (has_action | edits_document))
rules.add_perm("postmortems.hand_back_action", is_signed_in & has_action)
rules.add_perm("postmortems.see_history", is_signed_in & in_review_group)
rules.add_perm("postmortems.decide_idea", is_signed_in & is_owner)
rules.add_perm("postmortems.publish_note", is_signed_in & is_owner)
rules.add_perm("postmortems.set_incident_access", admits_to_incident | is_administrator)
rules.add_perm("postmortems.transfer", is_signed_in & (is_owner | is_administrator))
rules.add_perm("postmortems.replace_facilitator", is_signed_in & (is_owner | is_administrator))
rules.add_perm(
    "postmortems.take_review", is_member & can_view & volunteers & has_no_facilitator & ~is_owner
)
rules.add_perm("postmortems.discard", is_signed_in & is_owner)
rules.add_perm("postmortems.recover", is_signed_in & (is_owner | is_administrator))
rules.add_perm("postmortems.mark_reviewed", is_signed_in & is_facilitator)
rules.add_perm("postmortems.finalize", is_signed_in & is_facilitator)
rules.add_perm("postmortems.send_back", is_signed_in & is_facilitator)
rules.add_perm("postmortems.reopen", is_signed_in & (is_owner | is_facilitator))
