"""``manage.py create_administrator``: the first person of an installation."""

import getpass
import os

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from accounts.domain.people import add_administrator

ENVIRONMENT = "AFTERWORD_PASSWORD"


class Command(BaseCommand):
    help = (
        "Make an administrator, who can then invite everyone else. Asks for what is not "
        f"given; the password may also come from the environment variable {ENVIRONMENT}."
    )

    def add_arguments(self, parser):
        parser.add_argument("--email", help="the address they sign in with")
        parser.add_argument("--name", help="the name that everyone sees")

    def handle(self, *args, **options):
        try:
            email = options["email"] or input("E-mail address: ")
            name = options["name"] or input("Name: ")
            password = os.environ.get(ENVIRONMENT) or self._ask_password()
        except (EOFError, KeyboardInterrupt):
            raise CommandError("Nothing was changed.") from None
        try:
            person = add_administrator(email, name, password)
        except ValidationError as error:
            raise CommandError(_in_lines(error)) from error
        self.stdout.write(f"{person.name} can now sign in with {person.email}.")

    def _ask_password(self):
        while True:
            password = getpass.getpass("Password: ")
            if password == getpass.getpass("The same password again: "):
                return password
            self.stderr.write("The two passwords differ. Please try again.")


def _in_lines(error):
    return "\n".join(
        f"{field}: {message}"
        for field, messages in error.message_dict.items()
        for message in messages
    )
