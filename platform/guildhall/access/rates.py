"""How often somebody does something: counted in one place for all processes and hosts, by one statement.

No partner's name is in the key, so nobody gets a fresh budget at another host; and no cache holds it, so that two
processes never count apart.
Rule: tenancy.md, hazard 10.
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection

COUNT = """
    INSERT INTO public.access_ratecounter AS counted (key, minute, count) VALUES (%s, date_trunc('minute', %s), 1)
    ON CONFLICT (key) DO UPDATE SET minute = excluded.minute,
        count = CASE WHEN counted.minute = excluded.minute THEN counted.count + 1 ELSE 1 END
    RETURNING count
"""


def times_in_this_minute(key: str, *, at: datetime) -> int:
    """Count once more, and say how often it has been in this minute. The platform's context is the caller's to open."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [key, at])
        return int(cursor.fetchone()[0])


def seconds_to_the_next_minute(at: datetime) -> int:
    """How long somebody waits who has done enough in this one."""
    return 60 - at.second
