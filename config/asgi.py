"""The ASGI application: pages, sockets and lifespan, in one process on one port.

Pages go to the WSGI application in a pool of threads: that is several times faster than
Django's own ASGI handler, and keeps database connections. Only websockets stay in the
event loop. Start it with ``uvicorn config.asgi:application``.
"""

from config.wsgi import application as wsgi_application  # isort: skip  (sets Django up: first)

from django.conf import settings

from config.health import Probes
from config.serving.lifespan import lifespan
from config.serving.pages import Pages
from config.serving.sockets import build_sockets

_handlers = {
    "http": Probes(
        Pages(
            wsgi_application,
            threads=settings.WEB_THREADS,
            body_limit=settings.REQUEST_BODY_LIMIT,
            body_seconds=settings.REQUEST_BODY_SECONDS,
        )
    ),
    "websocket": build_sockets(),
    "lifespan": lifespan,
}


async def application(scope, receive, send):
    await _handlers[scope["type"]](scope, receive, send)
