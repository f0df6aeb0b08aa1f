"""Addresses of reviews. Those of one postmortem's review stand under the postmortem."""

from django.urls import path

from reviews.views import (
    calendar,
    correction,
    invitation,
    joining,
    line,
    meeting,
    note,
    outcome,
    poll,
    pool,
    queue,
    sign_off,
    statement,
    stop,
    workshop,
)

app_name = "reviews"

LINE = "reviews/lines/<slug:kind>/<int:pk>/"

urlpatterns = [
    path("reviews/", queue.queue, name="queue"),
    path("reviews/pool/", pool.pool, name="pool"),
    path("reviews/calendar/", calendar.links, name="calendar-links"),
    path("reviews/calendar/<slug:kind>/make/", calendar.make, name="calendar-make"),
    path("reviews/calendar/<slug:kind>/end/", calendar.revoke, name="calendar-end"),
    path("calendar/<str:secret>.ics", calendar.calendar, name="calendar"),
    path("postmortems/<int:pk>/reviews/facilitator/", pool.facilitator, name="facilitator"),
    path(
        "postmortems/<int:pk>/reviews/facilitator/withdraw/",
        pool.withdraw,
        name="facilitator-withdraw",
    ),
    path("postmortems/<int:pk>/reviews/new/", meeting.schedule, name="schedule"),
    path("postmortems/<int:pk>/reviews/declare/", statement.declare, name="declare"),
    path("postmortems/<int:pk>/reviews/cover/", statement.cover, name="cover"),
    path("postmortems/<int:pk>/reviews/sign-off/", sign_off.sign_off, name="sign-off"),
    path("postmortems/<int:pk>/reviews/part/", statement.confirm_part, name="confirm-part"),
    path("postmortems/<int:pk>/reviews/join/", joining.join, name="join"),
    path("reviews/requests/<int:pk>/", joining.answer, name="join-answer"),
    path("reviews/<int:pk>/", meeting.meeting, name="meeting"),
    path("reviews/<int:pk>/change/", meeting.change, name="meeting-change"),
    path("reviews/<int:pk>/cancel/", meeting.cancel, name="meeting-cancel"),
    path("reviews/<int:pk>/close/", meeting.close, name="meeting-close"),
    path("reviews/<int:pk>/agenda/", meeting.agenda, name="meeting-agenda"),
    path("reviews/<int:pk>/notes/", note.meeting_notes, name="meeting-notes"),
    path("reviews/<int:pk>/questions/<slug:key>/", note.question_note, name="question-note"),
    path("reviews/<int:pk>/stops/", stop.stops, name="stops"),
    path("reviews/<int:pk>/invite/", invitation.invite, name="invite"),
    path("reviews/invitations/<int:pk>/", invitation.answer, name="invitation-answer"),
    path("reviews/open-questions/<int:pk>/", outcome.outcome, name="question-outcome"),
    path("reviews/corrections/<int:pk>/", correction.answer, name="correction-answer"),
    path("reviews/<int:pk>/poll/", poll.answer, name="poll"),
    path("postmortems/<int:pk>/workshop/", workshop.workshop, name="workshop"),
    path("postmortems/<int:pk>/workshop/plan/", workshop.plan, name="workshop-plan"),
    path("reviews/ideas/<int:pk>/", workshop.decide, name="workshop-decide"),
    path("reviews/workshops/<int:pk>/end/", workshop.end, name="workshop-end"),
    path("reviews/stops/<int:pk>/state/", stop.state, name="stop-state"),
    path("reviews/attendance/<int:pk>/present/", line.present, name="present"),
    path("reviews/<int:meeting>/<slug:kind>/add/", line.add, name="line-add"),
    path(LINE, line.change, name="line-change"),
    path(LINE + "remove/", line.remove, name="line-remove"),
    path(LINE + "restore/", line.restore, name="line-restore"),
    path(LINE + "move/", line.move, name="line-move"),
]
