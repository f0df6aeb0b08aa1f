"""The library: every postmortem this person may find."""

from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from accounts.domain.guide import note_visit
from postmortems.domain import library as books
from postmortems.domain.guide import FOUND
from postmortems.domain.listed import listed
from postmortems.forms.library import LibraryForm

from .counted import CountedPaginator
from .reading import private

PAGE_LENGTH = 25
# Which argument of ``library.find`` each filter of the form becomes.
ARGUMENTS = {"q": ("text",), "period": ("since", "until")}


@require_safe
def library(request):
    """A list with filters, all of it in the address; htmx takes the list alone."""
    alone = request.htmx and not request.htmx.history_restore_request
    tidy = tidied(request.GET)
    if tidy is not None and not alone:
        return redirect(f"{request.path}?{tidy.urlencode()}" if tidy else request.path)
    form = LibraryForm(request.GET, user=request.user)
    criteria, asked = form.criteria(), form.asked()
    if asked:
        note_visit(request.user, FOUND)
    page = page_of(request, criteria)
    context = {
        "form": form,
        "asked": asked,
        "page": page,
        "rows": listed(rows_of(page, request.user), request.user),
        "total": page.paginator.count,
        "previous": form.address(page=page.number - 1 if page.number > 2 else None),
        "next": form.address(page=page.number + 1),
        "everything": request.path,
    }
    if not context["total"] and asked:
        context["ways_on"] = ways_on(request.user, asked, criteria)
    template = "_library_found.html" if alone else "library.html"
    response = private(render(request, f"postmortems/{template}", context))
    if alone:
        response["HX-Push-Url"] = request.path + form.address(page=request.GET.get("page"))
    patch_vary_headers(response, ["HX-Request"])
    return response


def tidied(given):
    """The address without the fields that a form sent empty; ``None`` if there are none."""
    kept = given.copy()
    for name in given:
        if given[name] == "":
            del kept[name]
    return kept if len(kept) < len(given) else None


def page_of(request, criteria):
    """The page asked for; a search reads through the text once, for number and rows alike."""
    found = books.find(request.user, **criteria)
    if not criteria.keys() - {"sort"}:
        count = books.number_of_all(request.user)
        return CountedPaginator(found, PAGE_LENGTH, count).get_page(request.GET.get("page"))
    if criteria.get("text"):
        found = list(found.values_list("pk", flat=True))
    return Paginator(found, PAGE_LENGTH).get_page(request.GET.get("page"))


def rows_of(page, user):
    if isinstance(page.object_list, list):
        rows = books.readable(user).for_library().in_bulk(page.object_list)
        return [rows[key] for key in page.object_list if key in rows]
    return page.object_list.for_library()


def ways_on(user, asked, criteria):
    """(filter, how many there would be without it) for each that stands in the way alone."""
    numbers = [
        (one, books.found_without(user, criteria, ARGUMENTS.get(one.name, (one.name,))))
        for one in asked
    ]
    return [(one, number) for one, number in numbers if number]
