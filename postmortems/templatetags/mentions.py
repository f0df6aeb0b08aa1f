"""How a comment is shown: as typed, with a quiet mark where it mentions somebody."""

import re

from django import template
from django.template.defaultfilters import linebreaksbr
from django.utils.html import escape, format_html, format_html_join

register = template.Library()


@register.filter
def with_mentions(comment):
    """The escaped text of a comment with its line breaks; names that were found are marked."""
    if not comment.mentions:
        return linebreaksbr(escape(comment.text))
    names = "|".join(re.escape(name) for name in comment.mentions)
    parts = re.split(rf"(?<![\w@.])(@(?:{names}))(?!\w)", comment.text)
    shown = (
        (format_html('<span class="mention">{}</span>', part) if place % 2 else escape(part),)
        for place, part in enumerate(parts)
    )
    return linebreaksbr(format_html_join("", "{}", shown))
