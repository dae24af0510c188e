"""Doors of account services, on the partner's host below /accounts/."""
