"""Conversations before a review: whom to ask, what the two write down, what one of them shares.

No verb here writes an audit record, a notification or a mail: each of these is read by
others, and would tell them who talked. What is shared becomes a perspective, and is
audited as one. Nothing of this is content until then.
"""

from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import rules
from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from postmortems.domain.content import changing_content, lock_postmortem, why_frozen
from postmortems.domain.holding import refuse_stranger
from postmortems.domain.perspective import add_perspective
from postmortems.enums import EntryKind
from postmortems.exceptions import ContentFrozen, Refused, StaleChange
from reviews.enums import InterviewStatus
from reviews.models import Interview, InterviewLine

# How long after the first who came somebody is said to have joined later.
LATER = timedelta(minutes=30)
HANDS_ON = (EntryKind.ACTION, EntryKind.CHANGE)


@dataclass
class Suggestion:
    """Someone worth hearing before the meeting, and what they may know: never what they did."""

    user: User
    whys: list = field(default_factory=list)


def suggestions(postmortem, interviewer):
    """Whom to ask, with why; those who took part first. Without those asked already.

    Perspectives are no reason: one that is not shared would show through.
    """
    found = {}
    for user, why in (*taking_part(postmortem.incident), *writing(postmortem)):
        found.setdefault(user.pk, Suggestion(user)).whys.append(why)
    asked = Interview.objects.filter(postmortem=postmortem, interviewer=interviewer)
    gone = {interviewer.pk, *asked.values_list("interviewee", flat=True)}
    return [one for pk, one in found.items() if one.user.is_active and pk not in gone]


def taking_part(incident):
    people = list(incident.people.kept().exclude(user=None).select_related("user"))
    times = [one.joined_at for one in people if one.joined_at and not one.joined_day_only]
    begin = min((*times, *filter(None, [incident.detected_at])), default=None)
    for one in people:
        yield one.user, f"took part: {one.get_role_display().lower()}"
        is_told = one.joined_at and not one.joined_day_only
        if is_told and one.joined_at - begin >= LATER:
            yield one.user, "joined later: knows what it took to come in, and what was known then"


def writing(postmortem):
    """(person, why) of the timeline's authors, the owner and the contributors."""
    written, hands_on, key = Counter(), set(), set()
    rows = postmortem.incident.timeline.kept().exclude(created_by=None)
    for author, kind, is_key in rows.values_list("created_by", "kind", "is_key_moment"):
        written[author] += 1
        if kind in HANDS_ON:
            hands_on.add(author)
        if is_key:
            key.add(author)
    for author in User.objects.filter(pk__in=written).order_by("name"):
        if author.pk in key:
            yield author, "wrote down a key moment"
        if author.pk in hands_on:
            yield author, "close to an action or a change: how things looked from there"
        if author.pk not in key | hands_on:
            count = written[author.pk]
            yield author, f"wrote {count} {'entry' if count == 1 else 'entries'} of the timeline"
    yield postmortem.owner, "owns the postmortem: knows what the account still leaves open"
    for user in postmortem.contributors.order_by("name"):
        yield user, "contributes to the account"


def conversations(postmortem, user):
    """This person's own about one postmortem, those they lead and those they are asked for."""
    found = Interview.objects.visible_to(user).filter(postmortem=postmortem)
    return found.select_related("interviewer", "interviewee")


def waiting_for(user):
    """Conversations that this person was asked for, while there is something to prepare."""
    found = Interview.objects.visible_to(user).filter(
        interviewee=user,
        status=InterviewStatus.ASKED,
        postmortem__discarded_at=None,
        postmortem__finalized_at=None,
    )
    return list(found.select_related("interviewer", "postmortem__incident"))


def ask(postmortem, person, *, by):
    """Ask somebody for a conversation. Asking twice is harmless, and opens nothing to them.

    They find it on their Home. No mail is sent: the asking is best done in person.
    """
    if person.pk == by.pk:
        raise Refused("A conversation takes two: choose somebody else.")
    if not person.is_active:
        raise Refused(f"{person.name} cannot sign in any more.")
    with transaction.atomic():
        postmortem = lock_postmortem(postmortem.incident)
        refuse_closed(postmortem)
        refuse_stranger(person, postmortem)
        return Interview.objects.get_or_create(
            postmortem=postmortem,
            interviewer=by,
            interviewee=person,
            defaults={"settled_by": by},
        )[0]


def settle(interview, status, *, by):
    """Say how it stands: asked again, talked, or declined.

    Who was asked may always say so. What they declined, the one who asked cannot take back.
    """
    if status not in InterviewStatus.values:
        raise Refused("Say how it stands: asked, talked, or declined.")
    with while_open(interview) as interview:
        refuse_unless("reviews.write_interview", by, interview)
        declined_by_other = interview.is_declined and interview.settled_by_id != by.pk
        if declined_by_other and by.pk != interview.interviewee_id:
            raise Refused("They declined. If they would like to talk after all, they say so here.")
        interview.status, interview.settled_by = status, by
        interview.full_clean()
        interview.save()
    return interview


def write_line(interview, text, *, by):
    """Note one thing; the other of the two reads it, and nobody else."""
    with while_open(interview) as interview:
        refuse_unless("reviews.write_interview", by, interview)
        if interview.is_declined:
            raise Refused("This conversation was declined: nothing is noted of it.")
        line = InterviewLine(interview=interview, text=text, written_by=by)
        line.full_clean()
        line.save()
    return line


def change_line(line, text, *, base, by):
    """Set the words of a line read at version ``base``: ``StaleChange`` if it changed since."""
    with while_open(line.interview):
        line = lock(line)
        refuse_unless("reviews.change_interview_line", by, line)
        refuse_shared(line)
        if line.version != base:
            raise StaleChange(line)
        line.text = text
        line.version += 1
        line.full_clean()
        line.save()
    return line


def remove_line(line, *, by):
    """Take a line away for both, for good; at any time, also once everything is final.

    What was shared stays where it was shared, until it is withdrawn there.
    """
    with transaction.atomic():
        line = InterviewLine.objects.select_for_update().filter(pk=line.pk).first()
        if line:
            refuse_unless("reviews.change_interview_line", by, line)
            line.delete()


def share_line(line, perspective, *, by):
    """Make a line a perspective of its teller, at an entry, for the audience they chose."""
    refuse_unless("reviews.share_interview_line", by, line)
    with changing_content(line.interview.postmortem.incident):
        line = lock(line)
        refuse_shared(line)
        perspective.speaker = by
        line.shared_as = add_perspective(perspective, by=by)
        line.version += 1
        line.save()
    return line.shared_as


def forget_withdrawn(perspective):
    """Take away the line that a withdrawn perspective was made of."""
    InterviewLine.objects.filter(shared_as=perspective).delete()


@contextmanager
def while_open(interview):
    """The interview's row, locked after its document, which must still take changes."""
    with transaction.atomic():
        refuse_closed(lock_postmortem(interview.postmortem.incident))
        rows = Interview.objects.select_for_update(of=("self",))
        yield rows.select_related("postmortem").get(pk=interview.pk)


def lock(line):
    """The row as it stands; ``Refused`` where the other of the two took it away."""
    row = InterviewLine.objects.select_for_update(of=("self",)).filter(pk=line.pk)
    if found := row.select_related("interview__postmortem").first():
        return found
    raise Refused("This line was taken away meanwhile.")


def refuse_closed(postmortem):
    if not postmortem.accepts_changes:
        raise ContentFrozen(why_frozen(postmortem))


def refuse_shared(line):
    if line.is_shared:
        raise Refused("This line is shared: change or withdraw it where it stands.")


def refuse_unless(permission, person, subject):
    if not rules.has_perm(permission, person, subject):
        raise PermissionDenied("This is between the two who talk.")
