"""What every page may ask about the installation. No queries."""

import rules
from django.conf import settings
from django.contrib.auth.models import AnonymousUser


def installation(request):
    """``installation``: is this a demo, and may the reader open an incident?"""
    user = getattr(request, "user", None) or AnonymousUser()
    return {
        "installation": {
            "name": "Afterword",
            "demo": settings.DEMO,
            "can_open_incident": rules.has_perm("accounts.open_incident", user),
        }
    }
