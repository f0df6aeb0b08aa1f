"""The library: every postmortem this person may find."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe

from postmortems.domain import library as books
from postmortems.forms.library import LibraryForm

from .reading import private

PAGE_LENGTH = 25


@require_safe
def library(request):
    """A list with filters, all of it in the address."""
    form = LibraryForm(request.GET, user=request.user)
    found = books.find(request.user, **form.criteria()).for_library()
    pages = Paginator(found, PAGE_LENGTH)
    page = pages.get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "total": pages.count,
        "is_filtered": form.is_filtered,
        "query": query_of(request),
    }
    return private(render(request, "postmortems/library.html", context))


def query_of(request):
    """The filters as they are in the address, for the links to other pages."""
    query = request.GET.copy()
    query.pop("page", None)
    return query.urlencode()
