"""Who is to be told of what, when a change is written down.

Each verb writes one audit record; from it follows who is told. So no verb knows of mail.
"""

from accounts.enums import NotificationKind as Kind
from accounts.models import User
from postmortems.enums import Happening, ThreadOutcome
from postmortems.models import ActionItem, Comment, CommentThread, Postmortem

from .mention import mentioned, readers
from .notification import tell


def tell_of(record):
    """Tell whoever one audit record concerns; most concern nobody."""
    teller = TELLERS.get((record.subject_type, record.verb))
    if teller:
        teller(record)


def comment_added(record):
    """Whom it mentions; then who is part of the conversation; then whose postmortem it is."""
    thread = CommentThread.objects.select_related("postmortem__incident", "postmortem__owner").get(
        pk=record.subject_id
    )
    comment = thread.comments.order_by("-pk").first()
    postmortem, by = thread.postmortem, record.actor
    may_read = readers(postmortem, on_page=thread.on_publication, comment=True)
    called, names = mentioned(comment.text, may_read)
    if names:
        Comment.objects.filter(pk=comment.pk).update(mentions=names)
    about = {"by": by, "thread": thread, "section": thread.section}
    tell(called, Kind.MENTION, Happening.MENTIONED, postmortem, **about)
    told = {person.pk for person in called}
    took_part = {*thread.comments.values_list("author", flat=True), thread.started_by_id}
    others = may_read.filter(pk__in=took_part - told - {None})
    tell(others, Kind.COMMENT, Happening.ANSWERED, postmortem, **about)
    if postmortem.owner_id not in told | took_part:
        owner = may_read.filter(pk=postmortem.owner_id)
        tell(owner, Kind.COMMENT, Happening.COMMENTED, postmortem, **about)


def thread_settled(record):
    thread = CommentThread.objects.select_related("postmortem__incident", "outcome_owner").get(
        pk=record.subject_id
    )
    if thread.outcome == ThreadOutcome.ASSIGNED:
        about = {"by": record.actor, "thread": thread, "section": thread.section}
        people = [thread.outcome_owner]
        tell(people, Kind.ASSIGNED, Happening.ASSIGNED, thread.postmortem, **about)


def owner_changed(record):
    postmortem = postmortem_of(record)
    tell([postmortem.owner], Kind.PART, Happening.OWNER, postmortem, by=record.actor)


def facilitator_changed(record):
    postmortem = postmortem_of(record)
    people = [postmortem.facilitator]
    tell(people, Kind.PART, Happening.FACILITATOR, postmortem, by=record.actor)


def contributors_changed(record):
    """Only those who were not among them before."""
    postmortem = postmortem_of(record)
    new = set(record.after["contributors"]) - set(record.before["contributors"])
    people = postmortem.contributors.filter(name__in=new)
    tell(people, Kind.PART, Happening.CONTRIBUTOR, postmortem, by=record.actor)


def action_given(record):
    """When it is handed over, or a form names another owner; other changes are not told."""
    action = ActionItem.objects.select_related("postmortem__incident", "owner").get(
        pk=record.subject_id
    )
    before, after = record.before.get("owner"), record.after.get("owner")
    if action.owner is None or before == after:
        return
    about = {"by": record.actor, "action": action}
    tell([action.owner], Kind.ACTION, Happening.ACTION, action.postmortem, **about)


def finalized(postmortem, *, by):
    """The people of an incident hear that the account of it can be read."""
    people = User.objects.filter(pk__in=postmortem.incident.access.values("user"))
    tell(people, Kind.FINALIZED, Happening.FINALIZED, postmortem, by=by)


def text_written(section):
    """Whom a section's text mentions, once for each person and section."""
    if "@" in section.text:
        called, _ = mentioned(section.text, readers(section.postmortem))
        about = {"section": section, "key": f"named:{section.pk}"}
        tell(called, Kind.MENTION, Happening.NAMED, section.postmortem, **about)


def postmortem_of(record):
    known = Postmortem.objects.select_related("incident", "owner", "facilitator")
    return known.get(pk=record.subject_id)


TELLERS = {
    ("commentthread", "comment added"): comment_added,
    ("commentthread", "thread settled"): thread_settled,
    ("postmortem", "ownership transferred"): owner_changed,
    ("postmortem", "facilitator named"): facilitator_changed,
    ("postmortem", "facilitator replaced"): facilitator_changed,
    ("postmortem", "contributors changed"): contributors_changed,
    ("actionitem", "action item added"): action_given,
    ("actionitem", "action item changed"): action_given,
    ("actionitem", "action item handed over"): action_given,
}
