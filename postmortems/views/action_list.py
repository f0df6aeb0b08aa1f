"""The action list: what was decided to do, for whoever may read of it."""

from django.core.paginator import EmptyPage, PageNotAnInteger
from django.http import HttpResponseBadRequest, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from postmortems.domain import action_list
from postmortems.domain.action_words import found_words
from postmortems.exporters import actions as exporter
from postmortems.forms.action_list import ActionListForm

from .counted import CountedPaginator
from .reading import private

PAGE_LENGTH = 25


@require_safe
def actions(request):
    """One page of the list, all of it in the address."""
    user = request.user
    form = ActionListForm(request.GET, user=user)
    everyones = action_list.find(user, **form.criteria())
    counts = action_list.counts(everyones, user)
    whose = form.whose_shown
    found = action_list.of(everyones, user, whose)
    page, is_odd = page_of(found, counts[whose], request.GET.get("page"))
    rows = action_list.rows_of(list(page), user)
    not_understood = form.not_understood()
    context = {
        "form": form,
        "page": page,
        "groups": groups_of(rows, form),
        "tabs": tabs_of(form, counts),
        "states": states_of(form),
        "narrowed": form.narrowed(),
        "not_understood": not_understood + ([("Page", request.GET["page"][:60])] if is_odd else []),
        "found": found_words(whose, form.state_shown, counts[whose], counts[f"{whose}_late"]),
        "sorted_by": action_list.SORTS[form.sort_shown],
        "is_usual": form.state_shown == action_list.TO_DO,
        "needs_team": whose == action_list.TEAMS and not user.teams.exists(),
        "more": form.more(),
        "more_is_open": form.more_is_open(),
        "query": form.query(whose=whose),
        "all_address": form.query(whose=action_list.ALL),
    }
    return private(render(request, "postmortems/action_list.html", context))


@require_safe
def actions_csv(request):
    """All that the same address finds, as a table: every page of it.

    A file has no place to say that a filter was left out, so one that is not known is refused.
    """
    form = ActionListForm(request.GET, user=request.user)
    if unknown := form.not_understood():
        told = ", ".join(f"{label} “{value}”" for label, value in unknown)
        words = f"Not understood, so no file was made: {told}."
        return private(HttpResponseBadRequest(words, content_type="text/plain; charset=utf-8"))
    found = action_list.find(request.user, **form.criteria())
    found = action_list.of(found, request.user, form.whose_shown)
    lines = exporter.lines(found, request.user, request.build_absolute_uri("/").rstrip("/"))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    name = f"actions-{timezone.localdate().isoformat()}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return private(response)


def page_of(found, count, number):
    """(the page asked for, whether there is no such page and the nearest stands for it)."""
    pages = CountedPaginator(found.values_list("pk", flat=True), PAGE_LENGTH, count)
    try:
        return pages.page(number or 1), False
    except (EmptyPage, PageNotAnInteger):
        return pages.get_page(number), True


def groups_of(rows, form):
    """(heading, address of it alone, rows); one without a heading where none would help."""
    if form.sort_shown != "due" or form.state_shown != action_list.TO_DO:
        return [("", "", rows)]
    groups = []
    for row in rows:
        state = action_list.group_of(row)
        if not groups or groups[-1][0] != action_list.STATES[state]:
            groups.append((action_list.STATES[state], form.query(state=state), []))
        groups[-1][2].append(row)
    return groups


def tabs_of(form, counts):
    """(words, count, address, is it this one) of mine, my teams', all."""
    return [
        (words, counts[whose], form.query(whose=whose), whose == form.whose_shown)
        for whose, words in action_list.WHOSE.items()
    ]


def states_of(form):
    """(words, address, is it this one) of the states to choose from, in their usual order."""
    return [
        (words, form.query(state=state, sort=None), state == form.state_shown)
        for state, words in action_list.STATES.items()
        if state not in action_list.GROUPS or state == form.state_shown
    ]
