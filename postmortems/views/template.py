"""Administrators keep the templates that new postmortems start from."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from postmortems.domain import template_change as change
from postmortems.domain.template_choice import choices, choose_templates, state_of_choices
from postmortems.exceptions import Refused, StaleChange
from postmortems.forms.record import differences
from postmortems.forms.template import ChoicesForm, SectionForm, TemplateForm
from postmortems.models import DocumentTemplate, TemplateSection

from .record_list import shapes_for
from .refusal import refused
from .setting import administrators_only, sent_by

EDITS = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@administrators_only
def templates(request):
    rows = DocumentTemplate.objects.for_list()
    context = {
        "templates": [row for row in rows if not row.is_retired],
        "retired": [row for row in rows if row.is_retired],
    }
    return render(request, "postmortems/template_list.html", context)


@EDITS
@administrators_only
def template(request, pk):
    """Name and description, and the sections in their order."""
    found = get_object_or_404(DocumentTemplate, pk=pk)
    form = TemplateForm(sent_by(request), instance=DocumentTemplate.objects.get(pk=pk))
    status, differing = 200, None
    if request.method == "POST":
        status = 422
        if form.is_valid():
            values, base = form.cleaned_data, form.cleaned_data["base"]
            try:
                change.change_template(found, values, base=base, by=request.user)
            except StaleChange as stale:
                status, differing = 409, shown_again(form, TemplateForm(instance=stale.current))
            except (Refused, ValidationError) as refusal:
                status = refused(form, refusal)
            else:
                messages.success(request, "The template is saved.")
                return redirect(found)
    context = {
        "template": found,
        "sections": [(one, change.is_needed(one)) for one in found.sections.all()],
        "form": form,
        "differences": differing,
        "is_stale": status == 409,
    }
    return render(request, "postmortems/template_change.html", context, status=status)


def shown_again(form, current):
    """What differs from what stands now; what is sent next is written on that version."""
    rows = differences(form, current)
    form.data = form.data.copy()
    form.data["base"] = current.initial["base"]
    return [row for row in rows if row[0] != form["base"].label]


@EDITS
@administrators_only
def section_add(request, pk):
    found = get_object_or_404(DocumentTemplate, pk=pk)
    form, status = SectionForm(sent_by(request)), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                change.add_section(found, form.values(), by=request.user)
            except (Refused, ValidationError) as refusal:
                status = refused(form, refusal)
            else:
                messages.success(request, "The section is added, as the last.")
                return redirect(found)
    context = {"template": found, "form": form}
    return render(request, "postmortems/template_section_add.html", context, status=status)


@EDITS
@administrators_only
def section_change(request, pk, key):
    section = find_section(pk, key)
    form = SectionForm(sent_by(request), instance=find_section(pk, key))
    status, differing = 200, None
    if request.method == "POST":
        status = 422
        if form.is_valid():
            base = form.cleaned_data["base"]
            try:
                change.change_section(section, form.values(), base=base, by=request.user)
            except StaleChange as stale:
                status, differing = 409, shown_again(form, SectionForm(instance=stale.current))
            except (Refused, ValidationError) as refusal:
                status = refused(form, refusal)
            else:
                messages.success(request, "The section is saved, for postmortems that start now.")
                return redirect(section.template)
    context = {
        "template": section.template,
        "section": section,
        "is_needed": change.is_needed(section),
        "form": form,
        "differences": differing,
        "is_stale": status == 409,
    }
    return render(request, "postmortems/template_section.html", context, status=status)


def find_section(pk, key):
    rows = TemplateSection.objects.select_related("template")
    return get_object_or_404(rows, template=pk, key=key)


@require_POST
@administrators_only
def section_move(request, pk, key):
    section = find_section(pk, key)
    direction = change.UP if request.POST.get("direction") == change.UP else change.DOWN
    change.move_section(section, direction, by=request.user)
    return redirect(f"{section.template.get_absolute_url()}#section-{section.key}")


@require_POST
@administrators_only
def section_remove(request, pk, key):
    section = find_section(pk, key)
    change.remove_section(section, by=request.user)
    messages.success(request, f"“{section.heading}” is taken out of the template.")
    return redirect(section.template)


@require_POST
@administrators_only
def copy(request, pk):
    made = change.copy_template(get_object_or_404(DocumentTemplate, pk=pk), by=request.user)
    messages.success(request, f"“{made.name}” is a template of its own now.")
    return redirect(made)


@require_POST
@administrators_only
def retire(request, pk):
    found = get_object_or_404(DocumentTemplate, pk=pk)
    change.retire_template(found, by=request.user)
    messages.success(request, f"“{found.name}” is retired: no new postmortem starts from it.")
    return redirect("postmortems:templates")


@require_POST
@administrators_only
def bring_back(request, pk):
    found = change.bring_back_template(get_object_or_404(DocumentTemplate, pk=pk), by=request.user)
    messages.success(request, f"“{found.name}” can be chosen again.")
    return redirect(found)


@require_safe
@administrators_only
def preview(request, pk):
    """The empty draft, as whoever starts one sees it: one section at a time."""
    found = get_object_or_404(DocumentTemplate, pk=pk)
    sections = list(found.sections.all())
    place = next((n for n, one in enumerate(sections) if one.key == request.GET.get("section")), 0)
    context = {
        "template": found,
        "sections": sections,
        "section": sections[place] if sections else None,
        "shapes": shapes_for(sections[place].key) if sections else [],
        "before": sections[place - 1] if place else None,
        "after": sections[place + 1] if place + 1 < len(sections) else None,
    }
    return render(request, "postmortems/template_preview.html", context)


@EDITS
@administrators_only
def chosen(request):
    """Which template is taken: the default, by severity, by team."""
    stands, base = choices(), state_of_choices()
    form, status = ChoicesForm(sent_by(request), stands=stands, base=base), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                choose_templates(*form.wishes(), base=form.cleaned_data["base"], by=request.user)
            except StaleChange:
                status = 409
            except Refused as refusal:
                status = refused(form, refusal)
            else:
                messages.success(request, "Chosen, for postmortems that start from now on.")
                return redirect("postmortems:templates")
    differing = None
    if status == 409:
        form.data = form.data | {"base": base}
        differing = differences(form, ChoicesForm(stands=stands, base=base))
        differing = [row for row in differing if row[0] != form["base"].label]
    context = {"form": form, "is_stale": status == 409, "differences": differing}
    return render(request, "postmortems/template_choices.html", context, status=status)
