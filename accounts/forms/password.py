"""The password forms of django-allauth, labelled as every other form here is."""

from allauth.account import forms as allauth

NEW, AGAIN = "New password", "New password, again"


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
