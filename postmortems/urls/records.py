"""Addresses of the records: generic for all kinds, and what single kinds have beside."""

from django.urls import path

from postmortems.views import (
    action,
    action_list,
    advice,
    cited_entry,
    idea,
    perspective,
    record,
    record_thread,
    timeline,
)

urlpatterns = [
    path("incidents/<int:incident>/timeline/line/", timeline.quick, name="timeline-line"),
    path("incidents/<int:incident>/timeline/paste/", timeline.paste, name="timeline-paste"),
    path("incidents/<int:incident>/timeline/several/", timeline.several, name="timeline-several"),
    path("incidents/<int:incident>/timeline/clock/", timeline.clock, name="timeline-clock"),
    path("incidents/<int:incident>/timeline/near/", cited_entry.near, name="timeline-near"),
    path("timeline/<int:pk>/", cited_entry.entry, name="timeline-entry"),
    path("incidents/<int:incident>/<slug:kind>/add/", record.add, name="record-add"),
    path(
        "records/perspective/<int:pk>/audience/", perspective.audience, name="perspective-audience"
    ),
    path(
        "records/perspective/<int:pk>/withdraw/", perspective.withdraw, name="perspective-withdraw"
    ),
    path("records/idea/<int:pk>/decide/", idea.decide, name="idea-decide"),
    path("records/<slug:kind>/<int:pk>/", record.change, name="record-change"),
    path("records/<slug:kind>/<int:pk>/remove/", record.remove, name="record-remove"),
    path("records/<slug:kind>/<int:pk>/restore/", record.restore, name="record-restore"),
    path("records/<slug:kind>/<int:pk>/move/", record.move, name="record-move"),
    path(
        "records/<slug:kind>/<int:pk>/comments/",
        record_thread.record_threads,
        name="record-threads",
    ),
    path("postmortems/<int:pk>/action-advice/", advice.advice, name="action-advice"),
    path("actions/", action_list.actions, name="actions"),
    path("actions.csv", action_list.actions_csv, name="actions-csv"),
    path("actions/<int:pk>/", action.action, name="action"),
    path("actions/<int:pk>/progress/", action.progress, name="action-progress"),
    path("actions/<int:pk>/hand-back/", action.hand_back, name="action-hand-back"),
    path("actions/<int:pk>/hand-over/", action.hand_over, name="action-hand-over"),
    path("actions/<int:pk>/look-back/", action.look_back, name="action-look-back"),
]
