"""The language helper beside a text: for those who edit it, and for nobody else."""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from postmortems.domain import wording as verbs
from postmortems.domain.known_words import all_words, change_words
from postmortems.forms.kind import KINDS
from postmortems.forms.wording import AskForm, KeepForm, KnownWordsForm, MakeForm

from .draft import require
from .refusal import REFUSALS, refuse_to_open
from .section import ONLY_EDITORS, find_section
from .setting import administrators_only

WHERE = {"idea": "q8", "action": "q8", "factor": "q4"}
FIELD = {"idea": "text", "action": "title", "factor": "summary"}


@require_http_methods(["GET", "HEAD", "POST"])
def wording(request, pk, key):
    """POST answers the editor about the text sent; GET is a page about the saved one."""
    postmortem, section = find_to_edit(request, pk, key)
    if request.method == "POST":
        form = AskForm(request.POST)
        if not form.is_valid():
            return JsonResponse({"error": "The text is longer than a section holds."}, status=422)
        text = form.cleaned_data["text"].replace("\r\n", "\n")
        asked = verbs.questions(section, text)
        return JsonResponse({"questions": [verbs.told(one, text) for one in asked]})
    context = {
        "postmortem": postmortem,
        "incident": postmortem.incident,
        "section": section,
        "questions": [
            (one, section.text[slice(*one.sentence)])
            for one in verbs.questions(section, section.text)
        ],
    }
    return render(request, "postmortems/wording.html", context)


@require_POST
def keep(request, pk, key):
    """A sentence stays as it is, for everyone who edits this document."""
    postmortem, section = find_to_edit(request, pk, key)
    form = KeepForm(request.POST)
    if not form.is_valid():
        raise BadRequest("Which sentence is to stay was not said.")
    given = form.cleaned_data
    verbs.keep_sentence(postmortem, given["rule"], given["sentence"])
    if request.htmx:
        return HttpResponse(status=204)
    return redirect("postmortems:wording", postmortem.pk, section.key)


@require_POST
def make(request, pk, key):
    """A record of what a sentence says; its undo is the record's own."""
    postmortem, section = find_to_edit(request, pk, key)
    form = MakeForm(request.POST)
    if not form.is_valid():
        raise BadRequest("What is to be made of the sentence was not said.")
    given = form.cleaned_data
    kind = KINDS[given["makes"]]
    row = kind.blank(postmortem.incident)
    setattr(row, FIELD[kind.slug], given["words"])
    if kind.slug == "action":
        row.done_when = given["done"]
    try:
        row = kind.add(row, by=request.user)
    except REFUSALS as refusal:
        if request.htmx:
            return JsonResponse({"error": str(refusal)}, status=409)
        raise
    place = reverse("postmortems:section", args=[postmortem.pk, WHERE[kind.slug]])
    place = f"{place}#{kind.slug}-{row.pk}"
    if request.htmx:
        undo = reverse("postmortems:record-remove", args=[kind.slug, row.pk])
        return JsonResponse({"name": kind.one, "url": place, "undo": undo})
    messages.success(request, f"Added: “{given['words']}”. Change the sentence in the text too.")
    return redirect("postmortems:wording", postmortem.pk, section.key)


def find_to_edit(request, pk, key):
    postmortem, section = find_section(request.user, pk, key)
    require("postmortems.edit", request.user, postmortem, ONLY_EDITORS)
    refuse_to_open(request, postmortem)
    return postmortem, section


@require_http_methods(["GET", "HEAD", "POST"])
@administrators_only
def known_words(request):
    """What the helper leaves alone or knows, for the whole installation."""
    form = KnownWordsForm(request.POST if request.method == "POST" else None, words=all_words())
    if form.is_valid():
        for kind, added, removed in form.changes():
            change_words(kind, added, removed, by=request.user)
        messages.success(request, "The words are saved.")
        return redirect("postmortems:settings")
    status = 422 if form.is_bound else 200
    return render(request, "postmortems/setting_words.html", {"form": form}, status=status)
