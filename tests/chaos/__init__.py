"""Killing the server while people write: ``make chaos``. See docs/reliability.md."""
