"""Doors of a partner's front office."""
