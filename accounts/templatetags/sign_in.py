"""What the sign-in page knows beside its form."""

from django import template
from django.conf import settings

from accounts.domain.demo import CAST, is_demo_open
from accounts.models import User

register = template.Library()


@register.inclusion_tag("accounts/_demo_people.html", takes_context=True)
def demo_people(context):
    """The cast with one button each, the main three first, where one-click sign-in is offered."""
    request = context["request"]
    is_open = is_demo_open(request.get_host(), request.META.get("REMOTE_ADDR", ""))
    return {
        "main": [one for one in CAST if one.is_main and is_open],
        "others": [one for one in CAST if not one.is_main and is_open],
        "is_refused": settings.DEMO and not is_open,
        "next": request.GET.get("next", ""),
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("accounts/_first_administrator.html")
def first_administrator():
    """How the first person gets in, as long as there is nobody at all."""
    return {"is_empty": not settings.DEMO and not User.objects.exists()}
