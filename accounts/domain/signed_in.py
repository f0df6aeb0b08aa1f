"""Who is signed in: two questions that every request asks, so they are put together once.

What they are and what follows from them is Django's own: sessions live in the database and
end there, and the hash of the password in a session is verified on each request.
"""

from functools import cache

from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from accounts.models import User
from accounts.models.prepared import Prepared

# name -> expression over the person: what every page says of them, asked with the person
ASKED_ALONG = {}

PASSWORD_BACKEND = f"{__name__}.PasswordBackend"  # what a session names


class SessionStore(db.SessionStore):
    """Django's sessions in the database, read through a prepared question."""

    def load(self):
        for data, ends in session_rows().ask(key=self.session_key):
            if ends > timezone.now():
                return self.decode(data)
        self._session_key = None
        return {}


class PasswordBackend(ModelBackend):
    """Django's sign-in by password; the person of a session comes from a prepared question."""

    def get_user(self, user_id):
        for row in person_rows().ask(person=user_id):
            person = User.from_db(connection.alias, columns(), row[: len(columns())])
            for name, value in zip(ASKED_ALONG, row[len(columns()) :], strict=True):
                setattr(person, name, value)
            return person if self.user_can_authenticate(person) else None
        return None


@cache
def session_rows():
    return Prepared(
        lambda key: Session.objects.filter(pk=key).values_list("session_data", "expire_date"),
        "key",
    )


@cache
def person_rows():
    return Prepared(
        lambda person: (
            User.objects.filter(pk=person)
            .order_by()
            .annotate(**{f"along_{name}": one for name, one in ASKED_ALONG.items()})
            .values_list(*columns(), *(f"along_{name}" for name in ASKED_ALONG))
        ),
        "person",
    )


@cache
def columns():
    return [field.attname for field in User._meta.concrete_fields]
