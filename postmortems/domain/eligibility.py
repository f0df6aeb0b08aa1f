"""Whether someone can review a postmortem with fresh eyes: see docs/lifecycle.md."""

from postmortems.models import IncidentPerson, Perspective


def hindrances(postmortem, user, *, perspectives=None):
    """Reasons against, as words that follow "The facilitator"; none for a neutral person.

    Having written or noted an entry does not count. Perspectives that did not leave their
    speaker's hands are not counted: what many people read must not tell that they exist.
    """
    if perspectives is None:
        perspectives = Perspective.objects.shared()
    reasons = []
    if user.pk == postmortem.owner_id:
        reasons.append("owns the postmortem")
    people = IncidentPerson.objects.kept().filter(incident=postmortem.incident_id, user=user)
    if people.exists():
        reasons.append("is among the incident's people")
    if perspectives.filter(entry__incident=postmortem.incident_id, speaker=user).exists():
        reasons.append("is named in a perspective")
    return reasons


def all_hindrances(postmortem, user):
    """The same with every perspective: for this person's own eyes alone."""
    return hindrances(postmortem, user, perspectives=Perspective.objects.kept())


def hindrances_to_tell(postmortem, user):
    """The same for a condition that everyone reads and that holds all the same.

    Where only an unshared perspective speaks against them, the words do not say what does.
    """
    told = hindrances(postmortem, user)
    if not told and all_hindrances(postmortem, user):
        return ["may not be neutral"]
    return told


def hindrances_by_person(postmortem):
    """What ``hindrances`` tells, for everyone at once: person's key → reasons."""
    reasons = {postmortem.owner_id: ["owns the postmortem"]}
    people = IncidentPerson.objects.kept().filter(
        incident=postmortem.incident_id, user__isnull=False
    )
    for key in set(people.values_list("user_id", flat=True)):
        reasons.setdefault(key, []).append("is among the incident's people")
    spoken = Perspective.objects.shared().filter(
        entry__incident=postmortem.incident_id, speaker__isnull=False
    )
    for key in set(spoken.values_list("speaker_id", flat=True)):
        reasons.setdefault(key, []).append("is named in a perspective")
    return reasons
