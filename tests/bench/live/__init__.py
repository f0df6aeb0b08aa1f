"""How fast people are who write together: ``make bench-live``. See docs/performance.md."""
