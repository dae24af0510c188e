"""Doors of the shared service's desk."""
