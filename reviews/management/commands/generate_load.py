"""``manage.py generate_load``: many invented postmortems, to measure with."""

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from postmortems.models import Incident
from reviews.management.load import generate


class Command(BaseCommand):
    help = (
        "Fill an empty database with invented postmortems in every state, to measure with. "
        "Refused where there is a person or an incident already: what is made here cannot be "
        "told from real work afterwards, nor taken out again."
    )

    def add_arguments(self, parser):
        parser.add_argument("--postmortems", type=int, default=100, metavar="N")
        parser.add_argument("--seed", type=int, default=1, metavar="S")

    def handle(self, *args, **options):
        if options["postmortems"] < 1:
            raise CommandError("--postmortems must be at least 1.")
        if User.objects.exists() or Incident.objects.exists():
            raise CommandError(
                "There are people or incidents here: nothing was made. Use an empty database, "
                "for example DATABASE_URL=sqlite:////tmp/load.sqlite3 after migrate."
            )
        generate(options["postmortems"], options["seed"], told=self.tell)
        self.stdout.write(f"{options['postmortems']} postmortems are there.")

    def tell(self, done):
        if done % 1000 == 0:
            self.stdout.write(f"{done} …")
