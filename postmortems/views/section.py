"""One section of the draft: reading it, writing it, ending a question, its versions."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import get_script_prefix, reverse
from django.views.decorators.http import require_http_methods, require_POST

from postmortems.domain.difference import compare_texts, merge_texts
from postmortems.domain.lifecycle import refuse_frozen
from postmortems.domain.section import (
    answer_question,
    normalise,
    text_of_version,
    write_section,
)
from postmortems.enums import Answer
from postmortems.exceptions import ContentFrozen, Refused, StaleChange
from postmortems.forms.section import AnswerForm, SectionForm
from postmortems.forms.thread import StartForm
from postmortems.rendering import render as render_markdown

from .draft import draft_threads, find_draft, frame, parts_beside, require
from .hint import hint_context
from .record_list import lists_for
from .thread_about import count_threads, with_places

ONLY_EDITORS = "The owner, the contributors and the facilitator of this postmortem write here."
ONLY_GROUP = "Versions, changes and the audit belong to the review group."
IDEAS_QUESTION = 8


@require_http_methods(["GET", "HEAD", "POST"])
def section(request, pk, key):
    """Show one section; POST saves its text against the version it was written on."""
    postmortem, section = find_section(request.user, pk, key)
    if request.method != "POST":
        return section_page(request, section)
    require("postmortems.edit", request.user, postmortem, ONLY_EDITORS)
    form = SectionForm(request.POST, section=section)
    if not form.is_valid():
        return section_page(request, section, form=form, status=422)
    return save(request, section, form)


def save(request, section, form):
    """Write the text of a valid form; every refusal gives the text back."""
    text, base = form.cleaned_data["text"], form.cleaned_data["base"]
    try:
        section = write_section(section, text, base=base, by=request.user)
    except StaleChange as stale:
        return stale_page(request, section, stale)
    except ContentFrozen as frozen:
        return frozen_page(request, section, text, frozen)
    except ValidationError as error:
        form.add_error("text", error.messages)
        return section_page(request, section, form=form, status=422)
    merged = section.text != normalise(text)
    if request.htmx and not merged:
        postmortem = find_draft(request.user, section.postmortem_id)
        context = {**frame(postmortem, request.user), **version_context(section)}
        return render(request, "postmortems/_section_saved.html", context | {"in_place": True})
    with_others = ", together with what others wrote meanwhile" if merged else ""
    messages.success(request, f"“{section.heading}” is saved{with_others}.")
    return redirect(section)


def find_section(user, pk, key):
    """The postmortem and one of its sections, which know each other; else 404."""
    postmortem = find_draft(user, pk)
    section = get_object_or_404(
        postmortem.sections.select_related("answer_owner"), key=key, postmortem=postmortem
    )
    section.postmortem = postmortem
    return postmortem, section


def section_page(request, section, *, form=None, answer=None, preview=None, status=200):
    """The draft screen at one section, with whatever was typed into its forms."""
    postmortem, user = section.postmortem, request.user
    around = frame(postmortem, user)
    states = around["section_states"]
    position = next(i for i, state in enumerate(states) if state.section.pk == section.pk)
    threads = draft_threads(postmortem, user).open().with_unread(user).for_draft()
    threads = with_places(threads, postmortem, user)
    lists = lists_for(section.key, postmortem.incident, user, request.GET.urlencode())
    count_threads(lists, threads)
    is_as_saved = form is None and preview is None
    context = {
        **around,
        **version_context(section),
        "form": form or SectionForm(initial=beginning(section), section=section),
        "answer_form": answer or answer_form(section),
        "preview": preview,
        # A text that came back to be mended is saved by its form, never merged unseen.
        "live_address": live_address(postmortem) if around["editable"] and is_as_saved else "",
        "ends": {
            "open": section.answer == Answer.OPEN,
            "not_known": section.answer == Answer.NOT_KNOWN,
            "none": section.answer == Answer.NONE,
            "may_be_none": section.number == IDEAS_QUESTION,
        },
        "before": states[position - 1].section if position else None,
        "after": states[position + 1].section if position + 1 < len(states) else None,
        "lists": lists,
        "evidence": postmortem.incident.links.filter(removed_at=None),
        "threads": [thread for thread in threads if thread.section_id == section.pk],
        "general_threads": [thread for thread in threads if thread.section_id is None],
        "start_form": StartForm(),
        "parts": parts_beside(request, postmortem),
    }
    if around["editable"]:
        context |= hint_context(postmortem, user)
    return render(request, "postmortems/section_write.html", context, status=status)


def live_address(postmortem):
    """Where editors write the texts of this draft together; its route is in routing.py."""
    return f"{get_script_prefix()}live/postmortems/{postmortem.pk}/"


def beginning(section):
    return {"text": section.text, "base": section.version}


def answer_form(section):
    return AnswerForm(
        initial={"answer": section.answer, "owner": section.answer_owner_id}, section=section
    )


def version_context(section):
    """The section, and who saved the version that is shown, and when."""
    latest = section.versions.exclude(number=None).select_related("author").first()
    return {"section": section, "latest": latest}


def stale_page(request, section, stale):
    """Somebody saved meanwhile (409): both texts, how they differ, and both in one."""
    theirs, mine = stale.current, stale.kept
    base = text_of_version(theirs, mine.base)
    merged = merge_texts(base, theirs.text, mine.text)
    form = SectionForm(initial={"text": merged, "base": theirs.version}, section=section)
    context = {
        **frame(section.postmortem, request.user),
        **version_context(theirs),
        "mine": mine,
        "rows": compare_texts(theirs.text, mine.text),
        "form": form,
    }
    return render(request, "postmortems/section_stale.html", context, status=409)


def frozen_page(request, section, text, frozen):
    """The document was closed meanwhile (409): the text is given back to copy."""
    postmortem = find_draft(request.user, section.postmortem_id)
    context = {**frame(postmortem, request.user), "section": section, "text": text}
    context["why"] = str(frozen)
    return render(request, "postmortems/section_frozen.html", context, status=409)


@require_POST
def section_preview(request, pk, key):
    """How the text would read, from the one renderer; nothing is saved."""
    postmortem, section = find_section(request.user, pk, key)
    require("postmortems.edit", request.user, postmortem, ONLY_EDITORS)
    form = SectionForm(request.POST, section=section)
    html = None
    if form.is_valid():
        try:
            html = render_markdown(form.cleaned_data["text"])
        except ValueError:
            form.add_error("text", "A section holds up to 100 KB of text.")
    status = 200 if html is not None else 422
    if request.htmx:
        context = {"html": html, "errors": form.errors.get("text")}
        return render(request, "postmortems/_section_preview.html", context, status=status)
    return section_page(request, section, form=form, preview=html, status=status)


@require_POST
def section_answer(request, pk, key):
    """Say how a question ends: not known with an owner, none, or open again."""
    postmortem, section = find_section(request.user, pk, key)
    require("postmortems.edit", request.user, postmortem, ONLY_EDITORS)
    form = AnswerForm(request.POST, section=section)
    if form.is_valid():
        answer = form.cleaned_data["answer"]
        owner = form.cleaned_data["owner"]
        try:
            answer_question(section, answer, owner=owner, by=request.user)
        except (Refused, ValidationError) as refusal:
            messages_of = getattr(refusal, "messages", None) or [str(refusal)]
            form.add_error("owner" if answer == Answer.NOT_KNOWN else None, messages_of)
        else:
            messages.success(request, f"“{section.heading}”: {Answer(answer).label.lower()}.")
            return redirect(reverse("postmortems:section", args=[pk, key]) + "#ends")
    return section_page(request, section, answer=form, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
def section_versions(request, pk, key):
    """Every text that was saved, set-aside ones too; POST saves one of them as new."""
    postmortem, section = find_section(request.user, pk, key)
    require("postmortems.see_history", request.user, postmortem, ONLY_GROUP)
    if request.method == "POST":
        return restore(request, section)
    versions = section.versions.select_related("author").defer("text")
    context = {
        **frame(postmortem, request.user),
        **version_context(section),
        "versions": versions,
        "chosen": chosen_version(section, request.GET.get("version", "")),
    }
    if context["chosen"]:
        context["rows"] = compare_texts(context["chosen"].text, section.text)
    return render(request, "postmortems/section_versions.html", context)


def chosen_version(section, number):
    """The version that the address names; none for anything else."""
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    return section.versions.select_related("author").filter(pk=number).first()


def restore(request, section):
    """Save an earlier or set-aside text as the new version, against the one that was seen."""
    require("postmortems.edit", request.user, section.postmortem, ONLY_EDITORS)
    refuse_frozen(section.postmortem)
    version = chosen_version(section, request.POST.get("version", ""))
    if version is None:
        messages.error(request, "That version is not there.")
        return redirect("postmortems:section-versions", section.postmortem_id, section.key)
    data = {"text": version.text, "base": request.POST.get("base", "")}
    form = SectionForm(data, section=section)
    if not form.is_valid():
        return section_page(request, section, form=form, status=422)
    return save(request, section, form)
