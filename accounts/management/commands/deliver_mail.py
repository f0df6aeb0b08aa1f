"""``manage.py deliver_mail``: send everything in the outbox that is due."""

from django.core.management.base import BaseCommand

from accounts.domain.outbox import deliver_due
from accounts.domain.sweep import sweep


class Command(BaseCommand):
    help = (
        "Send all mail that is due. The worker does this after every change; run it from "
        "a timer too, so that mail left over by a crash or a lost job leaves as well."
    )

    def handle(self, *args, **options):
        sweep()
        deliver_due.call()
