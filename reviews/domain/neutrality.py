"""What speaks against each person as a facilitator, for lists to choose from."""

from collections import defaultdict

from postmortems.models import Perspective


def hints_for(postmortem):
    """user id -> reasons, for everyone who is not neutral: the bulk form of ``hindrances``."""
    hints = defaultdict(list)
    hints[postmortem.owner_id].append("owns the postmortem")
    people = postmortem.incident.people.kept().exclude(user=None)
    for pk in set(people.values_list("user_id", flat=True)):
        hints[pk].append("is among the incident's people")
    spoken = Perspective.objects.kept().filter(entry__incident=postmortem.incident_id)
    for pk in set(spoken.exclude(speaker=None).values_list("speaker_id", flat=True)):
        hints[pk].append("is named in a perspective")
    return hints
