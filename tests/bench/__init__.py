"""How fast it is: ``make bench``. What is measured and how: docs/performance.md."""
