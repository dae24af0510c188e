"""Dated facts of the field, the same for every partner: pay scales, bank holidays, organisation codes."""
