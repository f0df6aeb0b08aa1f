"""Damaged and hostile messages by the hundred thousand: ``make fuzz``. See docs/reliability.md."""
