"""Whether someone can review a postmortem with fresh eyes (PRODUCT §4, *mark reviewed*)."""

from postmortems.models import IncidentPerson, Perspective


def hindrances(postmortem, user):
    """Reasons against, as words that follow "The facilitator"; none for a neutral person.

    Having written or noted an entry does not count.
    """
    reasons = []
    if user.pk == postmortem.owner_id:
        reasons.append("owns the postmortem")
    people = IncidentPerson.objects.kept().filter(incident=postmortem.incident_id, user=user)
    if people.exists():
        reasons.append("is among the incident's people")
    spoken = Perspective.objects.kept().filter(entry__incident=postmortem.incident_id, speaker=user)
    if spoken.exists():
        reasons.append("is named in a perspective")
    return reasons


def hindrances_by_person(postmortem):
    """The same for everyone at once, as a hint while choosing: person's key → reasons.

    Perspectives that did not leave their speaker's hands are not counted here: a hint
    that everyone reads must not tell that they exist.
    """
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
