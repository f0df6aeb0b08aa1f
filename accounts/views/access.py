"""What the views of this app share: who may enter, and how a refusal reaches the form."""

from functools import wraps

import rules
from django.core.exceptions import PermissionDenied


def administrators_only(view):
    """403 for everyone who may not look after people."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not rules.has_perm("accounts.manage_people", request.user):
            raise PermissionDenied("Only administrators look after people and teams.")
        return view(request, *args, **kwargs)

    return guarded


def tell(form, error):
    """Put what a verb refused beside the fields it is about; the rest above the form."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for field, errors in error.error_dict.items():
        form.add_error(field if field in form.fields else None, errors)
