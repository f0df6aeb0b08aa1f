"""Addresses of the inbox, and of the completion of names."""

from django.urls import path

from postmortems.views import inbox

urlpatterns = [
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/read/", inbox.inbox_read, name="inbox-read"),
    path("inbox/<int:pk>/", inbox.inbox_open, name="inbox-open"),
    path("postmortems/<int:pk>/mentionable/", inbox.mentionable, name="mentionable"),
]
