"""What stands around a frozen page and lives on: actions, comments, related incidents."""

from dataclasses import dataclass, field

from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.dateparse import parse_date

from postmortems.enums import ActionStatus
from postmortems.models import (
    CommentThread,
    ContributingFactor,
    Incident,
    Postmortem,
    Publication,
)

from .publication import for_audience
from .snapshot import action_row


@dataclass(frozen=True)
class Relative:
    """A related incident that this reader may know of; ``why`` names what brought it here."""

    reference: str
    title: str
    url: str
    factors: tuple = ()


@dataclass
class Surroundings:
    """Everything of the page that is not frozen, as one reader may see it."""

    publications: list
    actions: list
    threads: list
    relatives: list = field(default_factory=list)

    def fingerprint(self):
        """All that is shown of it, as plain data: two readings differ when this differs."""
        return [
            [(one.number, one.body_version) for one in self.publications],
            [
                (one.pk, one.version, one.updated_at.isoformat(), name(one.owner))
                for one in self.actions
            ],
            [
                (one.pk, str(one.resolved_at), name(one.started_by))
                + tuple(
                    (comment.pk, comment.text, name(comment.author), colour(comment.author))
                    for comment in one.comments.all()
                )
                for one in self.threads
            ],
            self.relatives,
        ]


def name(person):
    return person.name if person else ""


def colour(person):
    return person.colour if person else 0


def surroundings(postmortem, user):
    """Load what lives around the page of this postmortem for this reader."""
    return Surroundings(
        publications=list(
            Publication.objects.filter(postmortem=postmortem)
            .defer("snapshot", "body")
            .select_related("released_by")
            .latest()
        ),
        actions=list(postmortem.actions.select_related("owner")),
        threads=list(
            CommentThread.objects.visible_to(user).filter(postmortem=postmortem).for_page()
        ),
        relatives=relatives(postmortem, user),
    )


def relatives(postmortem, user):
    """Incidents linked by hand or *seen before*, as far as this reader may know of them."""
    factors = seen_before(postmortem)
    linked = Incident.objects.filter(
        Q(related=postmortem.incident)
        | Q(pk__in=list(factors))
        | Q(
            postmortem__factors__seen_before=postmortem.incident,
            postmortem__factors__removed_at=None,
        )
    ).exclude(pk=postmortem.incident_id)
    linked = linked.order_by().values("pk")
    told = [
        Relative(
            other.reference,
            other.published_title or other.incident.title,
            other.get_absolute_url(),
            tuple(factors.get(other.incident_id, ())),
        )
        for other in told_of(linked, user)
    ]
    alone = Incident.objects.visible_to(user).filter(pk__in=linked, postmortem=None)
    return told + [
        Relative(
            other.reference,
            other.title,
            reverse("postmortems:incident", args=[other.pk]),
            tuple(factors.get(other.pk, ())),
        )
        for other in alone
    ]


def seen_before(postmortem):
    """Key of an earlier incident → keys of the factors that were seen there before."""
    factors = {}
    rows = ContributingFactor.seen_before.through.objects.filter(
        contributingfactor__postmortem=postmortem, contributingfactor__removed_at=None
    )
    for factor, other in rows.values_list("contributingfactor_id", "incident_id"):
        factors.setdefault(other, []).append(factor)
    return factors


def told_of(incidents, user):
    """The postmortems of these incidents that this reader may read, with the published title."""
    titles = Publication.objects.filter(postmortem=OuterRef("pk")).latest().values("title")[:1]
    readable = Postmortem.objects.readable_by(user).current().filter(incident__in=incidents)
    named = readable.select_related("incident").annotate(published_title=Subquery(titles))
    return named.order_by("-pk")


def relatives_with_reasons(found, view):
    """Each relative with the published words of the factors it shares; no draft word."""
    summaries = {row["id"]: row["summary"] for row in view["factors"]}
    return [(one, [summaries[pk] for pk in one.factors if pk in summaries]) for one in found]


def action_facts(action, *, from_draft):
    """What an action commits to: as it stands in the draft, or as its page shows it now.

    ``incident_title`` goes with them. For a reader of the page alone: only the latter.
    """
    if from_draft:
        facts, title = action_row(action), action.postmortem.incident.title
    else:
        page = Publication.objects.newest().get(actions=action)
        rows = {row["id"]: row for row in for_audience(page.snapshot)["actions"]}
        facts, title = rows[action.pk], page.title
    return facts | {"due_on": parse_date(facts["due_on"] or ""), "incident_title": title}


def actions_now(actions, view):
    """The published actions with where they stand now, and the counts of the facts strip.

    Titles and dates are those that were published; an action added in a draft since then
    is not told of before it is published too.
    """
    live = {action.pk: action for action in actions}
    rows = [
        {"published": row, "action": live[row["id"]]}
        for row in view["actions"]
        if row["id"] in live
    ]
    done = sum(row["action"].status == ActionStatus.DONE for row in rows)
    return {"rows": rows, "done": done, "agreed": len(rows)}
