"""The product's addresses, and one of a view that does nothing but answer."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.urls import include, path


@login_not_required
def bare(request, size):
    """So many bytes, for the same middleware, server and database settings."""
    return HttpResponse(b"x" * size)


urlpatterns = [path("bare/<int:size>/", bare), path("", include("config.urls"))]
