"""Adding an image or another file to a postmortem."""

from crispy_forms.helper import FormHelper
from django import forms
from django.conf import settings

from postmortems.domain.attachment import in_words
from postmortems.models.attachment import ALT_LIMIT


class AttachmentForm(forms.Form):
    file = forms.FileField(
        label="Image or file", max_length=None, error_messages={"empty": "This file is empty."}
    )
    alt = forms.CharField(
        label="What the picture shows",
        max_length=ALT_LIMIT,
        required=False,
        help_text="For whoever cannot see it: “Error rate rises from 0 to 40 % at 14:02”. "
        "A picture needs it, other files do not.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = limits()
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True  # the template writes the token once


def limits():
    return (
        f"Pictures (PNG, JPEG, WebP, GIF) up to {in_words(settings.IMAGE_LIMIT)} and 40 "
        f"megapixels; other files up to {in_words(settings.FILE_LIMIT)}, as downloads."
    )
