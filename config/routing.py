"""All websocket addresses of the installation, app by app."""

from postmortems.routing import websocket_urlpatterns

__all__ = ["websocket_urlpatterns"]
