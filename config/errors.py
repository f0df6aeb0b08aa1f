"""The page for an error of ours: it gives the number under which the log has the details."""

from django.http import HttpResponseServerError
from django.template.loader import get_template
from django.views.decorators.csrf import requires_csrf_token

from .logs import current_request


@requires_csrf_token
def server_error(request):
    """No request in the template's context: what built the context may be what is broken."""
    page = get_template("500.html").render({"reference": current_request.get()})
    return HttpResponseServerError(page)
