from django.apps import AppConfig


class PostmortemsConfig(AppConfig):
    """What happened, and the account of it."""

    name = "postmortems"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from . import checks, gates, permissions, realtime, receivers  # noqa: F401  (register)

        realtime.register(receivers.hub)
