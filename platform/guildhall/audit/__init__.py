"""Append-only: who did what to what, when, and with whom we were."""
