"""Served as the product is: WSGI in a pool of threads under uvicorn."""

import os

from a2wsgi import WSGIMiddleware
from django.core.wsgi import get_wsgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.bare.settings"
pages = WSGIMiddleware(get_wsgi_application(), workers=10)


async def application(scope, receive, send):
    if scope["type"] == "http":
        await pages(scope, receive, send)
        return
    while (message := await receive())["type"] != "lifespan.shutdown":
        await send({"type": f"{message['type']}.complete"})
    await send({"type": "lifespan.shutdown.complete"})
