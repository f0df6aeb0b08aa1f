"""Websocket addresses of this app."""

from django.urls import path

from .consumers import DraftConsumer

websocket_urlpatterns = [
    path("live/postmortems/<int:pk>/", DraftConsumer.as_asgi(), name="live-draft"),
]
