"""Websocket addresses of this app."""

from django.urls import path

from .consumers import MeetingConsumer

websocket_urlpatterns = [
    path("live/reviews/<int:pk>/", MeetingConsumer.as_asgi(), name="live-meeting"),
]
