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
