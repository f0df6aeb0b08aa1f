"""The blameless language helper: it asks a better question, and never judges.

Without Django, offline, the same answer for the same text. ``docs/language.md`` tells how it
works and how to propose a rule; the rules themselves are the TOML files beside this one.
"""

from .checking import check
from .finding import Finding
from .profile import FIELDS

__all__ = ["FIELDS", "Finding", "check"]
