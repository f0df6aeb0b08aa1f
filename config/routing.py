"""All websocket addresses of the installation, app by app."""

from postmortems.routing import websocket_urlpatterns as of_postmortems
from reviews.routing import websocket_urlpatterns as of_reviews

websocket_urlpatterns = [*of_postmortems, *of_reviews]

__all__ = ["websocket_urlpatterns"]
