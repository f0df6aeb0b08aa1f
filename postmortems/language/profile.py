"""Which categories speak in which field, and how loudly: ``fields.toml``."""

import tomllib
from functools import cache
from pathlib import Path

from .finding import SEVERITIES

FOLDER = Path(__file__).resolve().parent


@cache
def profiles():
    with (FOLDER / "fields.toml").open("rb") as file:
        return tomllib.load(file)


FIELDS = tuple(profiles())


def severity_in(field, category, severity):
    """How loud a finding is in this field; None where the field is left in peace."""
    profile = profiles()[field]
    if category not in profile["categories"]:
        return None
    least = profile.get("at_least", {}).get(category)
    if least and SEVERITIES.index(severity) < SEVERITIES.index(least):
        return None
    return profile.get("severity", {}).get(category, severity)
