"""Choosing a time zone: one native list, grouped by region, searchable by typing."""

from collections import defaultdict
from functools import cache

from django import forms

from accounts.models.user import known_time_zones

REGIONS = (
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
)


@cache
def time_zone_choices():
    """UTC first, then every place of the zone database by region.

    Names without a region (``EST5EDT``, ``GB``) are old aliases: valid, not offered.
    """
    places = defaultdict(list)
    for name in sorted(known_time_zones()):
        region, _, place = name.partition("/")
        if region in REGIONS:
            places[region].append((name, place.replace("_", " ").replace("/", ", ")))
    return [("UTC", "UTC"), *((region, places[region]) for region in REGIONS)]


class TimeZoneField(forms.TypedChoiceField):
    """A select of time zones; a zone the list does not offer stays choosable if it is set."""

    def __init__(self, **kwargs):
        kwargs.setdefault("label", "Time zone")
        kwargs.setdefault("help_text", "Times are shown to you in this zone.")
        super().__init__(choices=time_zone_choices, **kwargs)

    def valid_value(self, value):
        return super().valid_value(value) or value in known_time_zones()
