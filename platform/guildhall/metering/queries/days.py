"""From events to days: SQL that counts events by partner, unit and UK-local day, each unit in its own way.

The rollup is written with it, the days that the rollup does not know yet are counted with it, and so is what a close
counts: there is one way to count.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from guildhall.metering.units import Aggregation, Unit

_COUNTED = """
    WITH chosen AS NOT MATERIALIZED (
        EVENTS
    ), by_thing AS (
        SELECT e.partner_key, e.unit, e.day, e.subject,
               CASE WHEN o.day = e.day THEN o.id ELSE e.id END AS root,
               max(e.at) FILTER (WHERE o.day IS DISTINCT FROM e.day) AS root_at,
               sum(e.quantity) AS level, count(*) AS events
          FROM chosen e LEFT JOIN public.metering_usageevent o ON o.id = e.corrects_id
         WHERE e.unit = ANY(%(latest)s)
         GROUP BY 1, 2, 3, 4, 5
    )
    SELECT partner_key, unit, day, sum(quantity)::bigint AS quantity, count(*)::bigint AS events
      FROM chosen WHERE unit <> ALL(%(unique)s) AND unit <> ALL(%(latest)s)
     GROUP BY 1, 2, 3
     UNION ALL
    SELECT partner_key, unit, day, count(*) FILTER (WHERE seen > 0), sum(events)::bigint
      FROM (SELECT partner_key, unit, day, subject, sum(quantity) AS seen, count(*) AS events
              FROM chosen WHERE unit = ANY(%(unique)s) GROUP BY 1, 2, 3, 4) things
     GROUP BY 1, 2, 3
     UNION ALL
    SELECT partner_key, unit, day, coalesce(sum(level) FILTER (WHERE newest), 0)::bigint, sum(events)::bigint
      FROM (SELECT *, row_number() OVER (
                          PARTITION BY partner_key, unit, day, subject ORDER BY root_at DESC NULLS LAST, root DESC
                      ) = 1 AS newest
              FROM by_thing) levels
     GROUP BY 1, 2, 3
"""


def counted_by_day(events: str) -> str:
    """SQL that gives partner_key, unit, day, quantity and events, a row for each day on which anything was said.

    Takes: `events`, SQL that gives whole rows of `metering_usageevent`. Its parameters go together with `in_which_way`.
    Rule: cost_sharing.md, aggregation: count and sum add up, unique counts things, latest adds up their last levels.
    """
    return _COUNTED.replace("EVENTS", events)


def in_which_way() -> Mapping[str, Any]:
    """The parameters of `counted_by_day`: which units are counted by things."""
    return {way.value: [unit.value for unit in Unit if unit.aggregation is way] for way in _BY_THING}


_BY_THING = (Aggregation.UNIQUE, Aggregation.LATEST)
