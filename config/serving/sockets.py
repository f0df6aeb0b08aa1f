"""Websockets: who may open one, and where it leads."""

from contextlib import suppress
from importlib import import_module
from urllib.parse import urlsplit

from channels.auth import AuthMiddlewareStack
from channels.routing import URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.conf import settings
from django.urls import re_path

NOT_FOUND = 4404


def build_sockets():
    """The ASGI application for websockets: own origins only, the person in the scope.

    An address that leads nowhere is accepted and then closed with ``NOT_FOUND``: a browser
    learns the code of a close only after an accept, and live parts close in the same way
    what this person must not know of.
    """
    patterns = import_module(settings.ROOT_ROUTING).websocket_urlpatterns
    routes = URLRouter([*patterns, re_path(r"", _unknown)])
    guarded = AllowedHostsOriginValidator(AuthMiddlewareStack(routes))

    async def sockets(scope, receive, send) -> None:
        if _origin_is_readable(scope):
            await guarded(scope, receive, send)
        else:
            await receive()
            await send({"type": "websocket.close"})

    return sockets


async def _unknown(scope, receive, send) -> None:
    await receive()
    await send({"type": "websocket.accept"})
    with suppress(RuntimeError):  # the server closed it before, of a message too long
        await send({"type": "websocket.close", "code": NOT_FOUND})


def _origin_is_readable(scope) -> bool:
    """Whether the validator behind can parse the Origin; it raises on a malformed one."""
    for name, value in scope["headers"]:
        if name == b"origin":
            try:
                urlsplit(value.decode("latin1")).port  # noqa: B018  (reading it is the check)
            except ValueError:
                return False
    return True
