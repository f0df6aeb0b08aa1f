"""One service of the catalogue, for administrators."""

from django import forms

from postmortems.models import Service

from .layout import helper_of


class ServiceForm(forms.ModelForm):
    helper = helper_of("name", "team")

    class Meta:
        model = Service
        fields = ["name", "team"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["team"].empty_label = "Nobody yet"
