"""``manage.py work``: the worker. It runs jobs as they come, and sweeps beside them."""

from django_tasks_db.management.commands import db_worker

from accounts.domain.sweep import Sweeper


class Command(db_worker.Command):
    help = (
        "Run jobs, and sweep every SWEEP_SECONDS: queue again what was dropped, send mail "
        "that is due, remind of due dates."
    )

    def handle(self, **options):
        Sweeper().start()
        super().handle(**options)
