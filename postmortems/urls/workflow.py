"""Addresses of what surrounds a draft: its moves, people, history and audit."""

from django.urls import path

from postmortems.views import audit, changes, discard, history, move, people

urlpatterns = [
    path("postmortems/<int:pk>/move/<slug:move>/", move.move, name="move"),
    path("postmortems/<int:pk>/changes/", changes.changes, name="changes"),
    path("postmortems/<int:pk>/history/", history.history, name="history"),
    path("postmortems/<int:pk>/history/keep/", history.history_keep, name="history-keep"),
    path(
        "postmortems/<int:pk>/history/<int:number>/restore/",
        history.restore,
        name="revision-restore",
    ),
    path("postmortems/<int:pk>/audit/", audit.audit, name="audit"),
    path("postmortems/<int:pk>/people/", people.people, name="people"),
    path("postmortems/<int:pk>/take-review/", people.take_review, name="take-review"),
    path("postmortems/<int:pk>/discard/", discard.discard, name="discard"),
    path("postmortems/<int:pk>/recover/", discard.recover, name="recover"),
]
