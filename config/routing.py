"""All websocket addresses of the installation, app by app."""

websocket_urlpatterns = []
