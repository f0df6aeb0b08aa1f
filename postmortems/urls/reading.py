"""Addresses for reading: Home, the library, the page, its downloads, the note."""

from django.urls import path

from postmortems.views import design, download, home, jump, library, note, preview, reading

urlpatterns = [
    path("", home.home, name="home"),
    path("jump/", jump.jump, name="jump"),
    path("shortcuts/", jump.shortcuts, name="shortcuts"),
    path("design/", design.design, name="design"),
    path("postmortems/", library.library, name="library"),
    path("postmortems/<int:pk>/", reading.postmortem, name="postmortem"),
    path("postmortems/<int:pk>.md", download.markdown, name="markdown"),
    path("postmortems/<int:pk>.json", download.json, name="json"),
    path("postmortems/<int:pk>/published/<int:number>/", reading.publication, name="publication"),
    path("postmortems/<int:pk>/page-comments/", reading.page_comment, name="page-comment"),
    path(
        "postmortems/<int:pk>/page-comments/<int:thread>/",
        reading.page_comment_reply,
        name="page-comment-reply",
    ),
    path("postmortems/<int:pk>/preview/", preview.preview, name="preview"),
    path("postmortems/<int:pk>/note/", note.note, name="note"),
    path("postmortems/<int:pk>/note/withdraw/", note.withdraw, name="note-withdraw"),
]
