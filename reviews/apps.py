from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    """The facilitator: meetings, what was said there, and the gates they add."""

    name = "reviews"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from . import gates, permissions, receivers  # noqa: F401  (register themselves)
        from .domain import guide, holding, nudge, parts, snapshot  # noqa: F401  (so do these)
