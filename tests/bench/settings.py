"""As in production, with a bare view and an echo beside the product's own pages and sockets."""

import os

from config.settings import *  # noqa: F403

ROOT_URLCONF = "tests.bench.urls"
ROOT_ROUTING = "tests.bench.routing"
if os.environ.get("BENCH_COUNT"):
    MIDDLEWARE.insert(0, "tests.bench.counting.CountingMiddleware")  # noqa: F405
LOGGING["root"]["level"] = "WARNING"  # noqa: F405
