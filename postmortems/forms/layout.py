"""How the forms of this app are laid out: one line first, the rest behind *more*."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Layout, LayoutObject
from crispy_forms.utils import TEMPLATE_PACK
from django.template.loader import render_to_string


class More(LayoutObject):
    """Fields that wait behind a fold.

    It stands open where one of them has an error, and where a record is changed.
    """

    def __init__(self, *fields, summary="More"):
        self.fields = list(fields)
        self.summary = summary

    def render(self, form, context, template_pack=TEMPLATE_PACK, **kwargs):
        inside = self.get_rendered_fields(form, context, template_pack, **kwargs)
        names = [pointer.name for pointer in self.get_field_names()]
        return render_to_string(
            "postmortems/_form_more.html",
            {
                "summary": self.summary,
                "inside": inside,
                "is_open": not getattr(form, "is_new", True)
                or any(name in form.errors for name in names),
            },
        )


class MomentLine(Field):
    """A date and a time as one named group of two inputs."""

    template = "postmortems/_form_moment.html"


class Row(Div):
    """Fields side by side where there is room."""

    css_class = "field-row"


def helper_of(*layout):
    """A crispy helper for fields inside a ``<form>`` that the template writes."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True  # the template writes the token once
    helper.layout = Layout(*layout)
    return helper


class Beside(LayoutObject):
    """A template among the fields: help that one field alone could not hold."""

    def __init__(self, template, **context):
        self.template, self.context = template, context

    def render(self, form, context, template_pack=TEMPLATE_PACK, **kwargs):
        return render_to_string(self.template, self.context)

    def get_field_names(self, index=None):
        return []
