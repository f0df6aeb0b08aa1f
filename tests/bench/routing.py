"""The product's sockets, and two that do almost nothing: what the live ones are held against."""

from django.urls import path

from config.routing import websocket_urlpatterns as product
from postmortems.domain.update_log import Entry, append
from postmortems.live.clerks import Clerks

clerks = Clerks()


async def echo(scope, receive, send):
    """Every message back as it came."""
    await answer(receive, send, None)


async def durable(scope, receive, send):
    """The same once it is committed to the log of a document, by itself."""
    await answer(receive, send, scope["url_route"]["kwargs"]["document"])


async def answer(receive, send, document):
    await receive()
    await send({"type": "websocket.accept"})
    while (message := await receive())["type"] == "websocket.receive":
        if document:
            await clerks.ask(append, [Entry(document, message["bytes"], None)])
        await send({"type": "websocket.send", "bytes": message["bytes"]})


clerks.start()
websocket_urlpatterns = [
    *product,
    path("bench/echo/", echo),
    path("bench/durable/<int:document>/", durable),
]
