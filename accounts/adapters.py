"""How django-allauth behaves here: nobody signs up by themselves, mail leaves by the outbox."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.domain.outbox import post_mail
from accounts.models import User


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "The e-mail address and the password do not fit together. "
        "Please check both and try again.",
        "too_many_login_attempts": "Too many attempts failed. "
        "Wait five minutes, then try again, or reset your password.",
        "enter_current_password": "This is not your current password.",
        "invalid_password_reset": "This link has expired or was used already.",
    }

    def is_open_for_signup(self, request):
        """Never: an administrator invites."""
        return False

    def is_safe_url(self, url):
        """Only this very host, so that signing in can lead nowhere else."""
        request = allauth_context.request
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        )

    def clean_email(self, email):
        """Refuse what cannot be anybody's address here, before a mail is made out to it."""
        if len(email) > User._meta.get_field("email").max_length:
            raise ValidationError("This address is too long.")
        return super().clean_email(email)

    def format_email_subject(self, subject):
        return subject

    def send_mail(self, template_prefix, email, context):
        """Render allauth's mail and hand it to the outbox instead of the network."""
        message = self.render_mail(template_prefix, email, context | {"email": email})
        post_mail(email, message.subject, message.body)

    def get_reset_password_from_key_url(self, key):
        """The link in the mail names the installation, whatever host the request named."""
        uid, _, token = key.partition("-")
        path = reverse("account_reset_password_from_key", args=[uid, token])
        return settings.SITE_URL.rstrip("/") + path

    def get_password_change_redirect_url(self, request):
        return reverse("accounts:profile")
