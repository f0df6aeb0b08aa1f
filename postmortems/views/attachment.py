"""Images and files of a postmortem: the list, adding and removing, and each one's bytes."""

from django.contrib import messages
from django.http import Http404, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from postmortems.domain import attachment as domain
from postmortems.forms.attachment import AttachmentForm, limits
from postmortems.models import Attachment

from .draft import find_draft, frame, require
from .reading import private
from .refusal import REFUSALS, refused

ONLY_EDITORS = "The owner, the contributors and the facilitator of this postmortem add files to it."
PIECE = 256 * 1024


@require_http_methods(["GET", "HEAD", "POST"])
def attachments(request, pk):
    """All images and files of the draft, and the form to add one."""
    postmortem = find_draft(request.user, pk)
    if request.method != "POST":
        return list_page(request, postmortem, AttachmentForm())
    require("postmortems.edit", request.user, postmortem, ONLY_EDITORS)
    form, status = AttachmentForm(request.POST, request.FILES), 422
    if form.is_valid():
        try:
            added = domain.take(
                postmortem, form.cleaned_data["file"], alt=form.cleaned_data["alt"], by=request.user
            )
        except REFUSALS as refusal:
            field = "alt" if str(refusal) == domain.NEEDS_ALT else "file"
            status = refused(form, refusal, field)
        else:
            return told(request, added)
    if wants_json(request):
        first = next(iter(form.errors.values()))[0]
        return JsonResponse({"error": first}, status=status)
    return list_page(request, postmortem, form, status=status)


def told(request, added):
    if wants_json(request):
        return JsonResponse({"markdown": added.markdown}, status=201)
    messages.success(request, f"“{added.name}” is here.")
    return redirect(f"{request.path}#attachment-{added.pk}")


def wants_json(request):
    return request.headers.get("Accept") == "application/json"


def list_page(request, postmortem, form, *, status=200):
    rows = postmortem.attachments.select_related("uploaded_by")
    around = frame(postmortem, request.user)
    for row in rows:
        row.postmortem = postmortem
    context = {
        **around,
        "kept": [row for row in rows if row.removed_at is None],
        "removed": [row for row in rows if row.removed_at and around["editable"]],
        "form": form,
        "limits": limits(),
    }
    return render(request, "postmortems/attachment_list.html", context, status=status)


@require_POST
def attachment_remove(request, pk):
    return changed(request, pk, domain.remove, "“{}” is removed. You can bring it back.")


@require_POST
def attachment_restore(request, pk):
    return changed(request, pk, domain.restore, "“{}” is back.")


def changed(request, pk, verb, words):
    # Removed ones are no longer shown to anyone, and are found here by their draft.
    row = get_object_or_404(Attachment.objects.filter(pk=pk))
    row.postmortem = find_draft(request.user, row.postmortem_id)
    require("postmortems.edit", request.user, row.postmortem, ONLY_EDITORS)
    verb(row, by=request.user)
    messages.success(request, words.format(row.name))
    return redirect("postmortems:attachments", row.postmortem_id)


@require_safe
def image(request, pk, key, width, height):
    row = find(request, postmortem=pk, key=key, kind="image", width=width, height=height)
    return sent(request, row, row.content_type)


@require_safe
def file(request, pk, key):
    row = find(request, postmortem=pk, key=key, kind="file")
    return sent(request, row, "application/octet-stream")


def find(request, **named):
    """Asked on every request: who may see it changes, and its address may be passed on."""
    return get_object_or_404(Attachment.objects.visible_to(request.user), **named)


def sent(request, row, content_type):
    """The bytes. Only what was made from pixels shows in place; the rest is a download."""
    etag = f'"{row.sha256}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        try:
            stored = row.file.open("rb")
        except FileNotFoundError:
            raise Http404("The file is not in the storage.") from None
        response = StreamingHttpResponse(stored.chunks(PIECE), content_type=content_type)
        response._resource_closers.append(stored.close)
        response.headers["Content-Length"] = str(row.size)
        response.headers["Content-Disposition"] = content_disposition_header(
            not row.is_image, row.name
        )
        # Compressing again would only cost time: our middleware leaves what has an encoding.
        response.headers["Content-Encoding"] = "identity"
    response.headers["ETag"] = etag
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return private(response)
