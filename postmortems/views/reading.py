"""The published page: frozen body, live surroundings, readers' comments."""

from hashlib import sha256

import rules
from django.conf import settings
from django.contrib import messages
from django.contrib.messages import get_messages
from django.http import Http404, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.crypto import salted_hmac
from django.utils.html import escape
from django.views.decorators.http import require_POST, require_safe

from accounts.domain.guide import note_visit
from postmortems.domain import comment, frozen, page
from postmortems.domain.glance import glance
from postmortems.domain.guide import READ
from postmortems.domain.publication import for_audience
from postmortems.forms.page_comment import PageCommentForm, PageReplyForm
from postmortems.models import CommentThread, Postmortem, PreliminaryNote, Publication

from .kept import Kept, Slot

TITLE, READING, TOKEN = Slot("title"), Slot("reading"), Slot("token")

readings = Kept()  # the pages themselves, for everyone who sees the same
shells = Kept(4_000_000)  # what stands around a page, for one reader


@require_safe
def postmortem(request, pk):
    """The published page; else the draft for those who work on it; else the note; else 404.

    A member who only may look finds the note first, with a link to the draft.
    """
    seen = glance(request.user, pk)
    if seen:
        return conditional(request, seen)
    postmortem = find(request.user, pk)
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
    seen = glance(request.user, pk, number)
    if seen is None:
        raise Http404
    return conditional(request, seen)


def find(user, pk):
    return get_object_or_404(Postmortem.objects.readable_by(user).select_related("incident"), pk=pk)


def conditional(request, seen):
    """The page, or 304 before anything costly is done where the reader has it already."""
    note_visit(request.user, READ)
    key = page_key(request, seen)
    etag = entity_tag(request, (key, *shell_key(request)))
    response = None
    if not len(get_messages(request)):
        response = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(
            in_shell(request, seen.title, seen.postmortem, reading(request, seen, key))
        )
    response.headers["ETag"] = etag
    return private(response)


def page_key(request, seen):
    """A digest of all that the page is made of beside its shell: the same for many readers."""
    made_of = (
        settings.BUILD,
        str(timezone.localdate()),
        request.user.time_zone,
        seen.postmortem.pk,
        *permissions(request.user, seen.postmortem).values(),
        seen.shown,
        seen.around,
    )
    return sha256(repr(made_of).encode()).digest()


def shell_key(request):
    """All that the shell shows of its reader and of the installation."""
    user = request.user
    facts = (user.pk, user.email, user.name, user.role, user.colour, user.theme, user.unread)
    return (settings.BUILD, settings.DEMO, *facts)


def entity_tag(request, made_of):
    """Names all that the page shows, not its bytes.

    The CSRF token in it is masked anew each time, and the one in a page that a browser kept
    stays good for as long as cookie and session do.
    """
    of_visit = (request.session.session_key, request.META.get("CSRF_COOKIE"))
    return f'W/"{salted_hmac("postmortems.page", repr((made_of, of_visit))).hexdigest()}"'


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


def reading(request, seen, key):
    """The page without its shell: a kept one, or made now and kept.

    It is kept only if nothing changed while it was made: what is kept under a key was made
    of what the key names, also where things change back and forth.
    """
    text = readings.get(key)
    if text is None:
        text = make_reading(request.user, seen)
        again = glance(request.user, seen.postmortem.pk, seen.number)
        if again and page_key(request, again) == key:
            readings.put(key, text)
    return text


def make_reading(user, seen, **forms):
    """``forms``: those that came back with errors."""
    postmortem = find(user, seen.postmortem.pk)
    publication = get_object_or_404(Publication.objects.visible_to(user), pk=seen.publication)
    around = page.surroundings(postmortem, user)
    view = for_audience(publication.snapshot)
    current = around.publications[0]
    context = {
        **permissions(user, postmortem),
        "csrf_token": TOKEN,
        "postmortem": postmortem,
        "publication": publication,
        "pieces": frozen.pieces_of(publication),
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
    return render_to_string("postmortems/_published_reading.html", context).encode()


def in_shell(request, title, postmortem, text):
    """The whole page, with this request's own token in every form."""
    waiting = get_messages(request)
    key = shell_key(request)
    shell = None if len(waiting) else shells.get(key)
    if shell is None:
        context = {"title": TITLE, "reading": READING, "csrf_token": TOKEN}
        is_plain = not len(waiting)
        shell = render_to_string("postmortems/published_page.html", context, request).encode()
        if is_plain:
            shells.put(key, shell)
    title = escape(f"{title} · {postmortem.reference}")
    whole = READING.filled(TITLE.filled(shell, title.encode()), text)
    return TOKEN.filled(whole, get_token(request).encode())


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
    """The newest page again, with the form that was refused (422)."""
    seen = glance(request.user, postmortem.pk)
    if seen is None:  # closed to this person meanwhile
        raise Http404
    text = make_reading(request.user, seen, **forms)
    whole = in_shell(request, seen.title, seen.postmortem, text)
    return private(HttpResponse(whole, status=422))
