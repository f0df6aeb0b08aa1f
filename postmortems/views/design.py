"""The design system on one page: every part in every state, light beside dark."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.permissions import is_administrator

THEMES = ("light", "dark")
COLOURS = {
    "Grounds": ("paper", "surface", "sunken", "accent-soft", "mark"),
    "Inks": ("ink", "ink-2", "ink-3", "faint", "accent", "code"),
    "Lines": ("rule", "rule-2", "field", "ring"),
    "Tones": ("ok", "warn", "bad", "info", "ok-soft", "warn-soft", "bad-soft", "info-soft"),
    "Severity": ("sev1", "sev2", "sev3", "sev4", "sev5"),
}
KINDS = (
    "symptom detection assessment decision action change communication hand-off recovery other"
).split()
PARTS = ("words", "buttons", "marks", "notices", "forms", "lists", "tables", "work", "ways")
UNBROKEN = "Replikationsverzögerungsüberwachungskonfiguration_" * 4
TITLES = (
    "Backup failures were silent",
    "The primary and the secondary look alike in every prompt, log line and dashboard that "
    "anyone had open at the time, and nothing on the screen said which was which",
    UNBROKEN,
    "توقف التصدير الليلي في منتصف الطريق",
)
ROWS = {"none": (), "one": TITLES[:1], "many": TITLES[:1] * 5, "overlong": TITLES[1:]}


@require_safe
def design(request):
    """For administrators, and for everybody who is signed in where ``DEBUG`` is on."""
    if not (settings.DEBUG or is_administrator(request.user)):
        raise PermissionDenied("The design system is shown to administrators.")
    context = {
        "themes": THEMES,
        "colours": COLOURS,
        "kinds": KINDS,
        "parts": [(name, f"postmortems/_design_{name}.html") for name in PARTS],
        "rows": ROWS,
        "title": TITLES[1],
        "severities": range(1, 6),
        "avatars": range(1, 9),
    }
    return render(request, "postmortems/design.html", context)
