"""What must hold before the installation starts: told by ``manage.py check``."""

from django.conf import settings
from django.core.checks import Error, register
from django.core.exceptions import ImproperlyConfigured

from accounts.domain.demo import is_loopback


@register("security")
def demo_stays_on_this_machine(app_configs, **kwargs):
    """A demo lets anyone sign in with one click: never under a name others can reach."""
    if not settings.DEMO or settings.DEMO_FORCE:
        return []
    others = [host for host in settings.ALLOWED_HOSTS if not is_loopback(host)]
    if not others:
        return []
    return [
        Error(
            f"DEMO is on, and ALLOWED_HOSTS lets others in ({', '.join(others)}).",
            hint="Turn DEMO off, or keep ALLOWED_HOSTS to 127.0.0.1, localhost and [::1]. "
            "Where everyone on that network may be everyone in the demo, set DEMO_FORCE=1.",
            id="accounts.E001",
        )
    ]


@register("security")
def secret_key_is_set(app_configs, **kwargs):
    """Sessions, invitations to reset a password and CSRF tokens all rest on it."""
    try:
        if settings.SECRET_KEY:
            return []
    except ImproperlyConfigured:
        pass
    return [
        Error(
            "SECRET_KEY is not set.",
            hint="Put SECRET_KEY=… into .env, once, and keep it. This prints a good one: "
            "python -c 'import secrets; print(secrets.token_urlsafe(50))'",
            id="accounts.E002",
        )
    ]
