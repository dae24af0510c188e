"""The questions of charging."""
