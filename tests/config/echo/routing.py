"""The echo has no websockets."""

websocket_urlpatterns = []
