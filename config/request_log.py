"""Every request gets a number, and one line in the log that names no address and no person."""

import logging
import re
import secrets
import time

from django.conf import settings

from .logs import current_request

logger = logging.getLogger("afterword.request")

HEADER = "X-Request-ID"
# What proxies send: hexadecimal, UUIDs, ULIDs. Anything else might be a message.
_SANE = re.compile(r"[A-Za-z0-9-]{8,64}", re.ASCII)


class RequestLogMiddleware:
    """Number the request, and tell its route, status, duration and person's number.

    The number is the proxy's ``X-Request-ID`` where that looks like one, and goes back in
    the response. Static files are left alone: they are many, and nobody asks about them.
    """

    def __init__(self, get_response):
        self._get_response = get_response
        self._static = settings.STATIC_URL

    def __call__(self, request):
        if request.path_info.startswith(self._static):
            return self._get_response(request)
        started = time.perf_counter()
        reference = number_for(request.META.get("HTTP_X_REQUEST_ID", ""))
        token = current_request.set(reference)
        try:
            response = self._get_response(request)
            response[HEADER] = reference
            if logger.isEnabledFor(logging.INFO):
                logger.info("request", extra={"facts": facts(request, response, started)})
        finally:
            current_request.reset(token)
        return response


def number_for(sent: str) -> str:
    return sent if _SANE.fullmatch(sent) else secrets.token_hex(8)


def facts(request, response, started: float) -> dict:
    """What is told of a request. Reads only what others have already found out."""
    match = request.resolver_match
    user = getattr(request, "_cached_user", None)
    return {
        "method": request.method if request.method in METHODS else "other",
        "route": match.view_name or match.route if match else None,
        "status": response.status_code,
        "ms": round((time.perf_counter() - started) * 1000, 1),
        "user": user.pk if user else None,
    }


METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"}
