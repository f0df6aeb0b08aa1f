"""Who did what, when: the audit of an incident and its postmortem."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.models import AuditRecord
from postmortems.models import Perspective

from .draft import find_draft, frame, require

PAGE = 50
LINE = 160
ONLY_GROUP = "Versions, changes and the audit belong to the review group."
PERSPECTIVE = Perspective._meta.model_name


@require_GET
def audit(request, pk):
    """Newest first. What a perspective says is never told here, and of one that this

    person may not read, not even that it exists.
    """
    postmortem = find_draft(request.user, pk)
    require("postmortems.see_history", request.user, postmortem, ONLY_GROUP)
    readable = Perspective.objects.visible_to(request.user).of_incident(postmortem.incident)
    records = AuditRecord.objects.of(postmortem.incident.reference)
    foreign = records.filter(subject_type=PERSPECTIVE).exclude(
        subject_id__in=[str(key) for key in readable.values_list("pk", flat=True)]
    )
    records = records.exclude(pk__in=foreign.order_by().values("pk"))
    page = Paginator(records, PAGE).get_page(request.GET.get("page"))
    told = [(record, differences(record)) for record in page]
    context = {
        **frame(postmortem, request.user),
        "page": page,
        "rows": [(record, fields, is_short(fields)) for record, fields in told],
    }
    return render(request, "postmortems/audit_list.html", context)


def differences(record):
    """(name, before, after) of what one record tells, in words."""
    if record.subject_type == PERSPECTIVE:
        return []
    names = list(dict.fromkeys([*record.before, *record.after]))
    return [
        (name.replace("_", " "), words(record.before.get(name)), words(record.after.get(name)))
        for name in names
    ]


def is_short(fields):
    """Whether it fits in a line; longer ones are folded."""
    return bool(fields) and sum(len(" ".join(field)) for field in fields) <= LINE


def words(value):
    """A JSON value as a person would write it; empty for nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(words(item) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {words(item)}" for key, item in value.items())
    return str(value)
