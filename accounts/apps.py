from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People: who may sign in, what they may do, and the audit of what they did."""

    name = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from . import checks, permissions  # noqa: F401  (registers itself)
