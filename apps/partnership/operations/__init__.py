"""Verbs of the shared service's desk."""
