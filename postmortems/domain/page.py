"""What stands around a frozen page and lives on: actions, comments, related incidents."""

from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q
from django.utils.dateparse import parse_date

from postmortems.enums import ActionStatus
from postmortems.models import (
    ActionItem,
    CommentThread,
    ContributingFactor,
    Incident,
    Postmortem,
    PreliminaryNote,
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


def surroundings(postmortem, user):
    """Load what lives around the page of this postmortem for this reader."""
    return Surroundings(
        publications=list(
            Publication.objects.filter(postmortem=postmortem)
            .defer("snapshot", "body")
            .select_related("released_by")
            .latest()
        ),
        actions=list(actions_of(postmortem, user)),
        threads=list(
            CommentThread.objects.visible_to(user).filter(postmortem=postmortem).for_page()
        ),
        relatives=relatives(postmortem, user),
    )


def actions_of(postmortem, user):
    """All there ever were, removed ones too; ``is_found``: its own page is there for the reader.

    A page goes on telling of an action that was removed, or that a later page leaves out.
    """
    found = Exists(ActionItem.objects.found_by(user).filter(pk=OuterRef("pk")))
    return postmortem.actions.select_related("owner").annotate(is_found=found)


def relatives(postmortem, user):
    """Incidents linked by hand or *seen before*, as far as this reader may know of them.

    Those with a postmortem first, the newest at the top.
    """
    factors = seen_before(postmortem)
    rows = known_beside(postmortem.pk, user).values_list(
        "pk", "title", "postmortem", "postmortem__listed_title"
    )
    found = [row for row in rows if row[0] != postmortem.incident_id]
    told = sorted((row for row in found if row[2]), key=lambda row: -row[2])
    alone = sorted((row for row in found if not row[2]), key=lambda row: -row[0])
    return [relative(*row, factors=tuple(factors.get(row[0], ()))) for row in told + alone]


def relative(pk, title, postmortem, listed_title, *, factors):
    if postmortem:
        one = Postmortem(pk=postmortem)
        return Relative(one.reference, listed_title, one.get_absolute_url(), factors)
    one = Incident(pk=pk)
    return Relative(one.reference, title, one.get_absolute_url(), factors)


def known_beside(postmortem, user):
    """The incidents beside the page of a postmortem (its key) that this reader may know of.

    One that has a postmortem shows by what the reader finds of that; one that has none, if
    it is visible itself.
    """
    visible = Exists(Incident.objects.visible_to(user).filter(pk=OuterRef("pk")))
    released, noted = (
        Exists(model.objects.visible_to(user).filter(postmortem__incident=OuterRef("pk")))
        for model in (Publication, PreliminaryNote)
    )
    is_current = Q(postmortem__isnull=False, postmortem__discarded_at=None)
    return (
        Incident.objects.filter(linked_to(postmortem))
        .filter(Q(visible, postmortem=None) | is_current & (visible | released | noted))
        .order_by()
    )


def linked_to(postmortem):
    """Linked by hand; where a factor was seen before; and where one of here was seen again."""
    by_hand = Incident.related.through.objects.filter(to_incident__postmortem=postmortem)
    again = ContributingFactor.seen_before.through.objects.filter(
        contributingfactor__removed_at=None
    )
    earlier = again.filter(contributingfactor__postmortem=postmortem)
    later = again.filter(incident__postmortem=postmortem)
    return (
        Q(pk__in=by_hand.values("from_incident"))
        | Q(pk__in=earlier.values("incident"))
        | Q(pk__in=later.values("contributingfactor__postmortem__incident"))
    )


def seen_before(postmortem):
    """Key of an earlier incident → keys of the factors that were seen there before."""
    factors = {}
    rows = ContributingFactor.seen_before.through.objects.filter(
        contributingfactor__postmortem=postmortem, contributingfactor__removed_at=None
    )
    for factor, other in rows.values_list("contributingfactor_id", "incident_id"):
        factors.setdefault(other, []).append(factor)
    return factors


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
        newest = action.postmortem.current_publication_id
        page = Publication.objects.get(pk=newest, actions=action)
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
