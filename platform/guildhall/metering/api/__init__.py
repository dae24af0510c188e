"""Doors for feeds: usage events in batches, and how far a source is complete."""
