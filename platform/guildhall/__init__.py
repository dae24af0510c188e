"""Guildhall: the shared back office that its members own. `docs/tour.md` walks through it."""
