"""The published page: frozen body, live surroundings, readers' comments."""

import rules
from django.conf import settings
from django.contrib import messages
from django.contrib.messages import get_messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.crypto import salted_hmac
from django.views.decorators.http import require_POST, require_safe

from postmortems.domain import comment, page
from postmortems.domain.publication import for_audience, reading_context
from postmortems.forms.page_comment import PageCommentForm, PageReplyForm
from postmortems.models import CommentThread, Postmortem, PreliminaryNote, Publication


@require_safe
def postmortem(request, pk):
    """The published page; else the draft for those who work on it; else the note; else 404.

    A member who only may look finds the note first, with a link to the draft.
    """
    postmortem = find(request.user, pk)
    around = page.surroundings(postmortem, request.user)
    if around.publications:
        return conditional(request, postmortem, around, around.publications[0])
    note = PreliminaryNote.objects.visible_to(request.user).filter(postmortem=postmortem).first()
    works_on_it = rules.has_perm("postmortems.see_history", request.user, postmortem)
    sees_draft = rules.has_perm("postmortems.view", request.user, postmortem)
    if sees_draft and (works_on_it or note is None):
        return redirect("postmortems:draft", postmortem.pk)
    if note is None:
        raise Http404
    context = {"postmortem": postmortem, "incident": postmortem.incident, "note": note}
    context["sees_draft"] = sees_draft
    return private(render(request, "postmortems/note_page.html", context))


@require_safe
def publication(request, pk, number):
    """One publication by its number; earlier ones stay readable."""
    postmortem = find(request.user, pk)
    publication = get_object_or_404(
        Publication.objects.visible_to(request.user).defer("snapshot", "body"),
        postmortem=postmortem,
        number=number,
    )
    around = page.surroundings(postmortem, request.user)
    return conditional(request, postmortem, around, publication)


def find(user, pk):
    return get_object_or_404(Postmortem.objects.readable_by(user).select_related("incident"), pk=pk)


def conditional(request, postmortem, around, publication):
    """The page, or 304 before anything costly is done where the reader has it already."""
    etag = entity_tag(request, postmortem, around, publication)
    response = None
    if not len(get_messages(request)):
        response = get_conditional_response(request, etag=etag)
    if response is None:
        response = page_response(request, postmortem, around, publication)
    response.headers["ETag"] = etag
    return private(response)


def entity_tag(request, postmortem, around, publication):
    """Names all that the page shows, not its bytes: the CSRF token in it is masked anew

    each time, and the one in a kept page stays good for as long as cookie and session do.
    """
    user, incident = request.user, postmortem.incident
    shown = [
        settings.BUILD,
        settings.DEMO,
        str(timezone.localdate()),
        request.session.session_key,
        request.META.get("CSRF_COOKIE"),
        (user.pk, user.email, user.name, user.role, user.colour, user.theme, user.time_zone),
        (publication.pk, publication.body_version),
        (postmortem.state, str(postmortem.returned_at)),
        (incident.visibility, incident.severity, incident.version),
        permissions(request.user, postmortem),
        around.fingerprint(),
    ]
    return f'W/"{salted_hmac("postmortems.page", repr(shown)).hexdigest()}"'


def permissions(user, postmortem):
    return {
        "can_view": rules.has_perm("postmortems.view", user, postmortem),
        "can_reopen": postmortem.is_finalized
        and rules.has_perm("postmortems.reopen", user, postmortem),
        "can_comment": rules.has_perm("postmortems.comment_on_page", user, postmortem),
    }


def private(response):
    """Kept by this reader's browser alone, and asked about before it is shown again."""
    patch_cache_control(response, private=True, no_cache=True)
    patch_vary_headers(response, ["Cookie"])
    return response


def page_response(request, postmortem, around, publication, *, status=200, **forms):
    """The whole page. ``forms``: those that came back with errors."""
    publication.refresh_from_db(fields=["snapshot", "body"])
    view = for_audience(publication.snapshot)
    current = around.publications[0]
    context = {
        **reading_context(view),
        **permissions(request.user, postmortem),
        "postmortem": postmortem,
        "publication": publication,
        "publications": around.publications,
        "current": current,
        "is_current": publication.number == current.number,
        "is_amended": publication.number > 1,
        "is_being_amended": not postmortem.is_finalized,
        "actions_now": page.actions_now(around.actions, view),
        "relatives": page.relatives_with_reasons(around.relatives, view),
        "threads": around.threads,
        "comment_form": PageCommentForm(prefix="new"),
        "reply_form": PageReplyForm(prefix="reply"),
        "reply_to": None,
        **forms,
    }
    return render(request, "postmortems/published_page.html", context, status=status)


@require_POST
def page_comment(request, pk):
    """Start a conversation on the published page."""
    postmortem = find_published(request, pk)
    form = PageCommentForm(request.POST, prefix="new")
    if not form.is_valid():
        return refused(request, postmortem, comment_form=form)
    thread = comment.start_thread(
        postmortem,
        form.cleaned_data["text"],
        by=request.user,
        quote=form.cleaned_data["quote"],
        on_publication=True,
    )
    messages.success(request, "Your comment is on the page.")
    return redirect(f"{postmortem.get_absolute_url()}#thread-{thread.pk}")


@require_POST
def page_comment_reply(request, pk, thread):
    """Answer in a conversation on the published page."""
    postmortem = find_published(request, pk)
    threads = CommentThread.objects.visible_to(request.user).filter(on_publication=True)
    thread = get_object_or_404(threads, postmortem=postmortem, pk=thread)
    form = PageReplyForm(request.POST, prefix="reply")
    if not form.is_valid():
        return refused(request, postmortem, reply_form=form, reply_to=thread.pk)
    comment.add_comment(thread, form.cleaned_data["text"], by=request.user)
    messages.success(request, "Your answer is on the page.")
    return redirect(f"{postmortem.get_absolute_url()}#thread-{thread.pk}")


def find_published(request, pk):
    """The postmortem, where its page exists for this person; else 404."""
    postmortem = find(request.user, pk)
    get_object_or_404(
        Publication.objects.visible_to(request.user).only("pk"), postmortem=postmortem, number=1
    )
    return postmortem


def refused(request, postmortem, **forms):
    around = page.surroundings(postmortem, request.user)
    return page_response(request, postmortem, around, around.publications[0], status=422, **forms)
