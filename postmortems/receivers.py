"""What the app does when Django tells it something."""

from django.db.models.signals import post_migrate
from django.dispatch import receiver

from .domain.template import install_templates


@receiver(post_migrate, dispatch_uid="postmortems.install_templates")
def templates_after_migrate(sender, plan=(), **kwargs):
    """Every installation has the document templates, a freshly flushed test database too."""
    if sender.name == "postmortems":
        install_templates()
