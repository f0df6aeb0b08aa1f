"""What is done with people: roles, access, profiles, the first administrator."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists

from accounts.enums import Role
from accounts.exceptions import Refused
from accounts.models import Invitation, User

from .audit import record

STREAM = "people"
PROFILE_FIELDS = (
    "name",
    "time_zone",
    "theme",
    "single_keys",
    "language_help",
    "colour",
    "volunteers",
)


def add_administrator(email, name, password, *, by=None):
    """Make an administrator: the first of an installation, or one who lets others in again.

    Raises ``ValidationError`` by field (``email``, ``name``, ``password``).
    """
    with transaction.atomic():
        person = new_person(email, name, password, role=Role.ADMINISTRATOR)
        record("person added", person, by=by, stream=STREAM, after={"role": person.role})
    return person


def new_person(email, name, password, **fields):
    """Check and save a person who signs in with a password; writes no audit record."""
    person = User(email=email.strip().lower(), name=name.strip(), **fields)
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise ValidationError({"password": error.messages}) from error
    person.set_password(password)
    person.full_clean()
    person.save()
    return person


def change_role(person, role, *, by):
    """Give a person another role in the organization."""
    with transaction.atomic():
        administrators = _locked_administrators()
        person = _locked(person)
        before = person.role
        if before == role:
            return person
        _refuse_for_the_last(administrators, person)
        person.role = role
        person.full_clean()
        person.save(update_fields=["role"])
        record(
            "role changed",
            person,
            by=by,
            stream=STREAM,
            before={"role": before},
            after={"role": person.role},
        )
    return person


def deactivate(person, *, by):
    """Close a person's access. What they wrote stays; their sessions end at once and for good."""
    with transaction.atomic():
        administrators = _locked_administrators()
        person = _locked(person)
        if not person.is_active:
            return person
        _refuse_for_the_last(administrators, person)
        person.is_active = False
        person.sessions_ended += 1
        person.save(update_fields=["is_active", "sessions_ended"])
        record("person deactivated", person, by=by, stream=STREAM)
    return person


def hold_active(people):
    """Hold these people to the end of the transaction; refuse if one's access is closed by now.

    In the order of ``deactivate``: administrators first, then the people.
    """
    _locked_administrators()
    keys = {person.pk for person in people}
    for person in User.objects.select_for_update().filter(pk__in=keys).order_by("pk"):
        if not person.is_active:
            raise Refused(f"{person.name} has left meanwhile. Choose somebody else.")


def reactivate(person, *, by):
    """Open a person's access again, with the role and password they had."""
    with transaction.atomic():
        person = _locked(person)
        if person.is_active:
            return person
        person.is_active = True
        person.save(update_fields=["is_active"])
        record("person reactivated", person, by=by, stream=STREAM)
    return person


def change_profile(person, *, by, **changes):
    """Change what a person says of themselves (``PROFILE_FIELDS``)."""
    unknown = set(changes) - set(PROFILE_FIELDS)
    if unknown:
        raise TypeError(f"not part of a profile: {', '.join(sorted(unknown))}")
    with transaction.atomic():
        person = _locked(person)
        before = {field: getattr(person, field) for field in changes}
        for field, value in changes.items():
            setattr(person, field, value)
        person.full_clean()
        changed = [field for field in changes if getattr(person, field) != before[field]]
        if changed:
            person.save(update_fields=changed)
            record(
                "profile changed",
                person,
                by=by,
                stream=STREAM,
                before={field: before[field] for field in changed},
                after={field: getattr(person, field) for field in changed},
            )
    return person


def is_alone(person):
    """Whether nobody else can sign in, and nobody is asked to join; one query."""
    others = User.objects.active().exclude(pk=person.pk)
    company = Exists(others) | Exists(Invitation.objects.pending())
    return not User.objects.filter(company, pk=person.pk).exists()


def _locked(person):
    """The row as it is now, held until the transaction ends (the caller's copy stays)."""
    return User.objects.select_for_update().get(pk=person.pk)


def _locked_administrators():
    """All active administrators, held.

    Always before the person's own row and always in one order: two administrators who
    demote each other at the same moment then neither both succeed nor block each other.
    """
    administrators = User.objects.active().filter(role=Role.ADMINISTRATOR)
    return list(administrators.select_for_update().order_by("pk"))


def _refuse_for_the_last(administrators, person):
    """Keep one active administrator: without one nobody could ever invite again."""
    if administrators == [person]:
        raise ValidationError(
            f"{person.name} is the last active administrator. "
            "Make someone else an administrator first.",
            code="last_administrator",
        )
