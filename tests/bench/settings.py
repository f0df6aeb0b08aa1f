"""As in production, with a bare view beside the product's own pages."""

import os

from config.settings import *  # noqa: F403

ROOT_URLCONF = "tests.bench.urls"
if os.environ.get("BENCH_COUNT"):
    MIDDLEWARE.insert(0, "tests.bench.counting.CountingMiddleware")  # noqa: F405
LOGGING["root"]["level"] = "WARNING"  # noqa: F405
