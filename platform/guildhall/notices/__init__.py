"""Announcements and letters: rows written with the work, carried out after it, once, however often the bell rings.

Note: why the row is the work. A verb writes its announcement in its own transaction, with one delivery for each hearer.
The relay rings Celery for every delivery that is due and rings again, with growing pauses, until a worker says done.
A lost message costs seconds; a repeated one meets an *already* refusal, which counts as done.
"""
