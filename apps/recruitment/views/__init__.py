"""Doors: translate, call one verb, translate back."""
