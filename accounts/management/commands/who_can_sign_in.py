"""``manage.py who_can_sign_in``: what to do at the sign-in page of this installation."""

from django.conf import settings
from django.core.management.base import BaseCommand

from accounts.domain.demo import CAST
from accounts.models import User


class Command(BaseCommand):
    help = "Say who can sign in: the demo people, or how the first administrator is made."

    def handle(self, *args, **options):
        if settings.DEMO:
            self.stdout.write("Demo people, each one click on the sign-in page (all invented):")
            for one in CAST:
                self.stdout.write(f"  {one.name:<18}{one.part:<15}{one.comes_to}")
            return
        number = User.objects.active().count()
        if number:
            people = "One person" if number == 1 else f"{number} people"
            self.stdout.write(f"{people} can sign in, each with an e-mail address and password.")
        else:
            self.stdout.write("Nobody can sign in yet. Run: manage.py create_administrator")
