"""What decides how a published page looks to one person now: two questions to the database.

The answers name everything that the page shows, so a page that was put together under the
same answers is the page to send. Nothing is kept about who may see what: that is asked here,
through ``visible_to``, each time. Both questions are put together once for each role, and
hold for every person who has it.
"""

from dataclasses import dataclass
from functools import cache

from django.db.models import Exists, F, OuterRef, TextField, Value
from django.db.models.functions import Cast, Coalesce

from accounts.models import User
from accounts.models.prepared import Prepared
from postmortems.models import (
    ActionItem,
    Comment,
    ContributingFactor,
    Incident,
    IncidentAccess,
    Postmortem,
    Publication,
)

from .page import known_beside

# What a whole number in an address may be; the databases hold no larger key.
LARGEST_KEY = 2**63 - 1
NOTHING = Value("", output_field=TextField())

SHOWN = (
    "pk",
    "number",
    "body_version",
    "title",
    "released_by__name",
    "postmortem__current_publication",
    "postmortem__state",
    "postmortem__returned_at",
    "postmortem__incident__visibility",
    "postmortem__incident__severity",
    "postmortem__incident__version",
)
CARRIERS = ("owner", "facilitator")
CARRIED = ("postmortem__incident", *(f"postmortem__{name}" for name in CARRIERS))


@dataclass(frozen=True)
class Glance:
    """A publication that its reader may read.

    ``postmortem`` and its incident hold no more than what permissions ask about; ``shown``
    and ``around`` are all that the page is made of, as plain data.
    """

    postmortem: Postmortem
    publication: int
    number: int
    title: str
    shown: tuple
    around: tuple


def glance(user, pk, number=None):
    """The newest page of a postmortem, or the one with this number; else ``None``."""
    if not user.is_authenticated or not user.is_active or max(pk, number or 0) > LARGEST_KEY:
        return None
    values = {"person": user.pk, "postmortem": pk}
    if number is None:
        rows = newest_page(user.role).ask(**values)
    else:
        rows = numbered_page(user.role).ask(**values, number=number)
    if not rows:
        return None
    row = dict(zip((*SHOWN, *CARRIED, "admitted"), rows[0], strict=True))
    return Glance(
        postmortem=carried(pk, row, user),
        publication=row["pk"],
        number=row["number"],
        title=row["title"],
        shown=tuple(row[name] for name in SHOWN),
        around=tuple(sorted(surroundings_of(user.role).ask(**values))),
    )


def carried(pk, row, user):
    """The postmortem and its incident with no more than permissions ask about."""
    incident = partly(
        Incident,
        id=row["postmortem__incident"],
        visibility=row["postmortem__incident__visibility"],
    )
    if not row["admitted"]:
        vars(incident)["_reasons"] = {user.pk: set()}  # as ``permissions.reasons_for`` keeps it
    postmortem = partly(
        Postmortem,
        id=pk,
        **{name: row[f"postmortem__{name}"] for name in ("state", "returned_at")},
        **{f"{name}_id": row[f"postmortem__{name}"] for name in ("incident", *CARRIERS)},
    )
    postmortem.incident = incident
    return postmortem


def partly(model, **values):
    """A row of which only these columns were loaded; any other is asked for when it is needed."""
    loaded = [field.attname for field in model._meta.concrete_fields if field.attname in values]
    return model.from_db(None, loaded, [values[name] for name in loaded])


@cache
def newest_page(role):
    return Prepared(page_facts, "person", "postmortem", role=role)


@cache
def numbered_page(role):
    return Prepared(page_facts, "person", "postmortem", "number", role=role)


def page_facts(person, postmortem, role, number=None):
    admitted = IncidentAccess.objects.filter(
        incident=OuterRef("postmortem__incident"), user_id=person
    )
    pages = Publication.objects.visible_to(User(pk=person, role=role))
    pages = pages.filter(postmortem=postmortem).order_by()
    if number is None:
        pages = pages.filter(pk=F("postmortem__current_publication"))
    else:
        pages = pages.filter(number=number)
    return pages.values_list(*SHOWN, *CARRIED, Exists(admitted))


@cache
def surroundings_of(role):
    return Prepared(around, "person", "postmortem", role=role)


def around(person, postmortem, role):
    """One row for each thing that lives on beside the page, in one statement.

    Texts of comments are told whole: nothing that could change without a trace is left out.
    """
    known = known_beside(postmortem, User(pk=person, role=role))
    actions = ActionItem.objects.filter(postmortem=postmortem)
    comments = Comment.objects.filter(thread__postmortem=postmortem, thread__on_publication=True)
    factors = ContributingFactor.objects.filter(postmortem=postmortem, removed_at=None)
    owner = ("owner__name", "owner__is_active")
    return traces("action", actions, "version", "updated_at", *owner).union(
        traces("comment", comments, "text", "thread__resolved_at", "author__name"),
        traces("author", comments, "author__colour", "author__is_active"),
        traces("known", known, "title", "postmortem", "postmortem__listed_title"),
        traces("seen before", factors.exclude(seen_before=None), "seen_before"),
        all=True,
    )


def traces(kind, rows, *fields):
    """(kind, key, four texts) of each row; the columns of a union have one type each."""
    texts = {
        f"trace_{place}": Coalesce(Cast(field, TextField()), NOTHING)
        for place, field in enumerate(fields)
    }
    texts |= {f"trace_{place}": NOTHING for place in range(len(fields), 4)}
    rows = rows.order_by().annotate(trace=Value(kind, output_field=TextField()), **texts)
    return rows.values_list("trace", "pk", *texts)
