"""A tiny Django installation behind the real ``config.asgi``: it tells what arrived."""
