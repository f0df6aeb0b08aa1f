"""``manage.py renew_pages``: every published page in the present look, from its snapshot."""

from django.core.management.base import BaseCommand

from postmortems.domain.frozen import renew_pages


class Command(BaseCommand):
    help = (
        "Render the body of every publication again from its snapshot, and what search "
        "knows of it. Run it after an "
        "upgrade; what is published stays word for word, and a second run changes nothing."
    )

    def handle(self, *args, **options):
        looked, renewed = 0, 0
        for is_new in renew_pages():
            looked += 1
            renewed += is_new
            if looked % 500 == 0:
                self.stdout.write(f"{looked} pages so far, {renewed} renewed.")
        self.stdout.write(f"{looked} published pages, {renewed} renewed.")
