"""Choosing one of many, by name."""

from django import forms
from django.forms.models import ModelChoiceIterator
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join

CHOSEN = flatatt({"selected": True})


class PlainSelect(forms.Select):
    """A select written in one go: a template for each option is slow for hundreds of names."""

    def render(self, name, value, attrs=None, renderer=None):
        chosen = "" if value is None else str(value)
        options = format_html_join(
            "\n",
            '<option value="{}"{}>{}</option>',
            ((key, CHOSEN if str(key) == chosen else "", words) for key, words in self.choices),
        )
        attributes = flatatt(self.build_attrs(self.attrs, {"name": name, **(attrs or {})}))
        return format_html("<select{}>\n{}\n</select>", attributes, options)


class Names(ModelChoiceIterator):
    """The key and the name of each, without loading all else that a row holds.

    Where a form words its choices itself, by ``label_from_instance``, they are loaded.
    """

    def __iter__(self):
        if "label_from_instance" in vars(self.field):
            yield from super().__iter__()
            return
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        yield from self.queryset.values_list("pk", "name")
