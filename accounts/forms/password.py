"""The forms of django-allauth, labelled as every other form here is."""

from allauth.account import forms as allauth

EMAIL = "E-mail"
NEW, AGAIN = "New password", "New password, again"


class LoginForm(allauth.LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        label_email(self.fields["login"])


class ResetPasswordForm(allauth.ResetPasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        label_email(self.fields["email"])


class ChangePasswordForm(allauth.ChangePasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].label = "Current password"
        label_new(self.fields)


class ResetPasswordKeyForm(allauth.ResetPasswordKeyForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        label_new(self.fields)


def label_new(fields):
    """The new password and its repetition, in sentence case."""
    fields["password1"].label, fields["password2"].label = NEW, AGAIN


def label_email(field):
    """The one word for it; the placeholder, which would say it again, is left out."""
    field.label = EMAIL
    field.widget.attrs.pop("placeholder", None)
