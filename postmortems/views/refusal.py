"""How a page says no: before it opens, and on the form that somebody sent."""

from django.core.exceptions import ValidationError

from accounts.views.access import tell
from postmortems.domain import lifecycle
from postmortems.exceptions import ContentFrozen, IllegalMove, Refused

STALE = (
    "Somebody changed this after you opened it. Both are here: how it reads now, and "
    "what you typed. Save again to put yours in its place."
)

# What a verb may say to a form. The document may have been closed while it was filled in.
REFUSALS = (ContentFrozen, IllegalMove, Refused, ValidationError)


def refuse_to_open(request, postmortem):
    """Raise ``ContentFrozen`` for a page that only asks, where nothing can be changed.

    What somebody sent goes on to the verb. It refuses too, and ``refused`` then gives
    back what was typed. ``postmortem`` is ``None`` for an incident that has none.
    """
    if request.method != "POST" and postmortem is not None:
        lifecycle.refuse_frozen(postmortem)


def refused(form, refusal, field=None):
    """Put one of ``REFUSALS`` on the form (beside ``field``); returns the page's status."""
    if isinstance(refusal, ValidationError) and field is None:
        tell(form, refusal)
    else:
        form.add_error(field, getattr(refusal, "messages", None) or str(refusal))
    return 409 if isinstance(refusal, ContentFrozen | IllegalMove) else 422


def told_stale(form, current):
    """Say that somebody was faster (409); sending again then means it knowingly."""
    form.data = form.data.copy()
    form.data["base"] = str(current.version)
    form.add_error(None, STALE)
