"""Pictures of every screen with no, one, many and overlong rows: ``make gallery``."""
