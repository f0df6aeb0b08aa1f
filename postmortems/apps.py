from django.apps import AppConfig


class PostmortemsConfig(AppConfig):
    """What happened, and the account of it."""

    name = "postmortems"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from . import checks, gates, permissions, realtime, receivers  # noqa: F401  (register)
        from .domain import holding, inbox, notification_mail  # noqa: F401  (so do these)

        realtime.register(receivers.hub)
