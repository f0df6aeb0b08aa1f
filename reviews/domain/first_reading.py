"""Before the meeting, those it touches read the draft: is it right, what is missing?

What they answer are comments, like all others. Being asked opens nothing to anybody, and
nothing tells why somebody was chosen: a conversation with them would show through.
"""

from django.db import transaction

from accounts.domain import audit
from accounts.enums import NotificationKind as Kind
from postmortems.domain.content import lock_postmortem, why_frozen
from postmortems.domain.mention import readers
from postmortems.domain.notification import tell
from postmortems.enums import Happening, State
from postmortems.exceptions import ContentFrozen, Refused
from postmortems.models import Notification

from .interview import Suggestion, taking_part, writing


def first_readers(postmortem, user):
    """``[Suggestion]`` of whom to ask: those the records name, then all who may comment.

    Without the one who asks, and without those asked already.
    """
    may_answer = {person.pk: person for person in readers(postmortem, comment=True)}
    found = {}
    for person, why in (*taking_part(postmortem.incident), *writing(postmortem)):
        found.setdefault(person.pk, Suggestion(person)).whys.append(why.partition(":")[0])
    for pk, person in may_answer.items():
        found.setdefault(pk, Suggestion(person))
    done = {user.pk, *asked_to_read(postmortem).values_list("recipient", flat=True)}
    return [one for pk, one in found.items() if pk in may_answer and pk not in done]


def asked_to_read(postmortem):
    """Who was asked, by whom and when: rows of the inbox, the first one first."""
    rows = Notification.objects.filter(postmortem=postmortem, happening=Happening.READ)
    return rows.select_related("recipient", "actor").order_by("at", "pk")


def ask_to_read(postmortem, people, *, by):
    """Ask people, each once, to read the draft and to comment on it before the meeting.

    Raises ``ContentFrozen`` where nothing can be changed any more, ``Refused`` once it is
    reviewed, and for somebody who may not comment.
    """
    with transaction.atomic():
        postmortem = lock_postmortem(postmortem.incident)
        if not postmortem.accepts_changes:
            raise ContentFrozen(why_frozen(postmortem))
        if postmortem.state != State.DRAFT:
            raise Refused("It is reviewed already: what is to be read before is a draft.")
        allowed = set(readers(postmortem, comment=True).values_list("pk", flat=True))
        for person in people:
            if person.pk not in allowed:
                raise Refused(f"{person.name} may not comment on it. Invite them to the review.")
        key = f"read:{postmortem.pk}"
        told = tell(people, Kind.REVIEW, Happening.READ, postmortem, by=by, key=key)
        if told:
            names = [row.recipient.name for row in told]
            stream = postmortem.incident.reference
            audit.record("asked to read", postmortem, by=by, stream=stream, after={"people": names})
    return told
