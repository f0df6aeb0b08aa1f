"""``manage.py load_demo``: invented people, and incidents in every state to look at."""

from datetime import timedelta

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db.models import F
from django.utils import timezone

from postmortems.models import Incident, Notification, Postmortem
from reviews.management.demo import DOCUMENTS, load_document, read_document

NEWS = timedelta(days=4)


class Command(BaseCommand):
    help = (
        "Load the demo: people who are invented, five famous outages retold, most of them taken "
        "through their whole review, and small invented incidents in the states between. What "
        "is there already stays as it is."
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
            incident = load_document(content)
            if incident is None:
                self.stdout.write(f"There already: {content['incident']['title']}")
            else:
                read_old_news(incident)
                self.stdout.write(f"Loaded {told_of(incident)}")
        self.stdout.write("manage.py who_can_sign_in lists the people.")


def read_old_news(incident):
    """In the inboxes of invented people only the last days' news waits to be read."""
    old = Notification.objects.unread().filter(at__lt=timezone.now() - NEWS)
    old.filter(postmortem__incident=incident).update(read_at=F("at"))


def told_of(incident):
    """The postmortem and its state; of an incident without one, why it has none."""
    postmortem = Postmortem.objects.filter(incident=incident).first()
    if postmortem is None:
        return f"{incident} ({incident.get_obligation_display().lower()})"
    return f"{postmortem} ({postmortem.get_state_display().lower()})"
