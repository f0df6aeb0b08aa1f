"""What administrators say of a service: its name, and the team that looks after it."""

from django.db import transaction

from accounts.domain.audit import record
from postmortems.models import Service

from .severity import STREAM


def change_service(service, *, name, team, by):
    """Give a service another name or team; ``team`` may be ``None``. Returns it as it stands.

    Published pages keep the name that they were published with. Raises ``ValidationError``
    for a name that another one has, letter case aside.
    """
    with transaction.atomic():
        service = Service.objects.select_for_update(of=("self",)).get(pk=service.pk)
        before = facts(service)
        service.name, service.team = name, team
        after = facts(service)
        if after != before:
            service.full_clean()
            service.save()
            record("service changed", service, by=by, stream=STREAM, before=before, after=after)
    return service


def facts(service):
    return {"name": service.name, "team": service.team.name if service.team else "nobody"}
