"""Addresses of the draft: its sections, their versions, and the comments beside them."""

from django.urls import path

from postmortems.views import (
    attachment,
    draft,
    find,
    hint,
    my_part,
    section,
    suggestion,
    thread,
    wording,
)

urlpatterns = [
    path("postmortems/<int:pk>/draft/", draft.draft, name="draft"),
    path("postmortems/<int:pk>/draft/<slug:key>/", section.section, name="section"),
    path(
        "postmortems/<int:pk>/draft/<slug:key>/preview/",
        section.section_preview,
        name="section-preview",
    ),
    path(
        "postmortems/<int:pk>/draft/<slug:key>/answer/",
        section.section_answer,
        name="section-answer",
    ),
    path(
        "postmortems/<int:pk>/draft/<slug:key>/versions/",
        section.section_versions,
        name="section-versions",
    ),
    path("postmortems/<int:pk>/draft/<slug:key>/words/", wording.wording, name="wording"),
    path("postmortems/<int:pk>/draft/<slug:key>/words/keep/", wording.keep, name="wording-keep"),
    path("postmortems/<int:pk>/draft/<slug:key>/words/make/", wording.make, name="wording-make"),
    path("postmortems/<int:pk>/find/", find.find, name="find"),
    path("postmortems/<int:pk>/my-part/", my_part.my_part, name="my-part"),
    path("perspectives/<int:pk>/share/", my_part.my_part_share, name="my-part-share"),
    path("postmortems/<int:pk>/hints/", hint.hint_aside, name="hint-aside"),
    path("postmortems/<int:pk>/comments/", thread.threads, name="threads"),
    path("postmortems/<int:pk>/comments/start/", thread.thread_start, name="thread-start"),
    path("postmortems/<int:pk>/comments/seen/", thread.threads_seen, name="threads-seen"),
    path("comments/<int:pk>/reply/", thread.thread_reply, name="thread-reply"),
    path("comments/<int:pk>/take/", thread.thread_take, name="thread-take"),
    path("comments/<int:pk>/settle/", thread.thread_settle, name="thread-settle"),
    path("comments/<int:pk>/resolve/", thread.thread_resolve, name="thread-resolve"),
    path("comments/<int:pk>/reopen/", thread.thread_reopen, name="thread-reopen"),
    path("comments/<int:pk>/accept/", suggestion.suggestion_accept, name="suggestion-accept"),
    path("postmortems/<int:pk>/files/", attachment.attachments, name="attachments"),
    path("postmortems/<int:pk>/files/<slug:key>", attachment.file, name="file"),
    path(
        "postmortems/<int:pk>/images/<slug:key>/<int:width>x<int:height>",
        attachment.image,
        name="image",
    ),
    path("files/<int:pk>/remove/", attachment.attachment_remove, name="attachment-remove"),
    path("files/<int:pk>/restore/", attachment.attachment_restore, name="attachment-restore"),
]
