"""The parts of the ASGI application (``config.asgi``)."""
