"""``manage.py load_demo``: invented people, and three incidents to look at."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from postmortems.models import Incident
from reviews.management.demo import DOCUMENTS, load_document, read_document


class Command(BaseCommand):
    help = (
        "Load the demo: people who are invented, one famous outage taken through its whole "
        "review, a draft that waits for its review, and a restricted incident. What is "
        "there already stays as it is."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing where any incident exists"
        )

    def handle(self, *args, **options):
        used = Incident.objects.exists()
        if options["if_empty"] and used:
            return
        if used and not settings.DEMO:
            raise CommandError(
                "There are incidents here, and this is not a demo (DEMO is off): "
                "nothing was loaded."
            )
        for name in DOCUMENTS:
            content = read_document(name)
            postmortem = load_document(content)
            if postmortem is None:
                self.stdout.write(f"There already: {content['incident']['title']}")
            else:
                state = postmortem.get_state_display().lower()
                self.stdout.write(f"Loaded {postmortem} ({state})")
        self.stdout.write("manage.py who_can_sign_in lists the people.")
