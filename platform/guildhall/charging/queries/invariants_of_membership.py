"""What must hold of partners that leave and merge, asked as `invariants_in_sql` asks of the rest."""

from __future__ import annotations

OF_MEMBERSHIP: dict[str, str] = {
    "what changes a contribution is in its entry": """
        WITH changed AS (SELECT c.changed_by_id AS id, sum(c.pence) AS pence FROM charging_contribution c
                         WHERE c.changed_by_id IS NOT NULL GROUP BY 1),
             entered AS (SELECT journal_id AS id, -sum(pence) AS pence FROM charging_posting WHERE account = 4100
                         GROUP BY 1)
        SELECT to_char(j.dated_on, 'YYYY-MM'), '', j.identity,
               'contributions change by ' || c.pence || ' pence, its entry says ' || coalesce(e.pence, 0)
        FROM changed c JOIN charging_journal j USING (id) LEFT JOIN entered e USING (id)
        WHERE c.pence <> coalesce(e.pence, 0)
    """,
    "an exit is what was posted": """
        SELECT to_char(x.last_day_on, 'YYYY-MM'), x.partner_key, x.number,
               'its figures and its entry ' || coalesce(j.identity, 'that is not there') || ' differ'
        FROM charging_exit x LEFT JOIN charging_journal j ON j.id = x.journal_id
        LEFT JOIN LATERAL (
            SELECT coalesce(sum(o.pence) FILTER (WHERE o.account = 4100), 0) AS year,
                   coalesce(sum(o.pence) FILTER (WHERE o.account = 2220), 0) AS credit,
                   coalesce(-sum(o.pence) FILTER (WHERE o.account = 2300), 0) AS stranded,
                   coalesce(-sum(o.pence) FILTER (WHERE o.account = 2210), 0) AS refund,
                   coalesce(sum(o.pence) FILTER (WHERE o.account = 1210), 0) AS due,
                   coalesce(bool_or(o.partner_key NOT IN ('', x.partner_key)), false) AS is_anothers
            FROM charging_posting o WHERE o.journal_id = x.journal_id) p ON true
        WHERE x.state = 'approved' AND (p.is_anothers
            OR (p.year, p.credit, p.stranded) <> (x.contributed_pence - x.borne_pence, x.credit_pence, x.stranded_pence)
            OR (p.refund, p.due) <> (greatest(x.net_pence, 0) - x.refund_pence,
                                     greatest(-x.net_pence, 0) - x.outstanding_pence))
    """,
    "who has left has paid what it bore": """
        WITH heir AS (SELECT s.partner_key, s.successor_key FROM charging_succession s WHERE NOT EXISTS (
                          SELECT FROM charging_succession t WHERE t.partner_key = s.successor_key)),
             gone AS (SELECT x.partner_key, min(y.starting) AS since FROM charging_exit x
                      JOIN charging_year y ON y.id = x.year_id WHERE x.state = 'approved' GROUP BY 1),
             paid AS (SELECT coalesce(h.successor_key, c.partner_key) AS partner_key, y.starting, sum(c.pence) AS pence
                      FROM charging_contribution c JOIN charging_year y ON y.id = c.year_id
                      LEFT JOIN heir h ON h.partner_key = c.partner_key GROUP BY 1, 2),
             borne AS (SELECT coalesce(h.successor_key, l.partner_key) AS partner_key, y.starting,
                              sum(l.pence) AS pence
                       FROM charging_line l LEFT JOIN heir h ON h.partner_key = l.partner_key
                       JOIN charging_period p ON p.id = l.period_id AND p.state = 'closed'
                       JOIN charging_year y ON y.state <> 'budgeting' AND p.month_on >= make_date(y.starting, 4, 1)
                           AND p.month_on < make_date(y.starting + 1, 4, 1) GROUP BY 1, 2)
        SELECT '', g.partner_key, 'the year from April ' || starting,
               'it has left and bore ' || coalesce(b.pence, 0) || ' pence, and contributed ' || coalesce(p.pence, 0)
        FROM paid p FULL JOIN borne b USING (partner_key, starting) JOIN gone g USING (partner_key)
        WHERE starting >= g.since AND coalesce(b.pence, 0) <> coalesce(p.pence, 0)
    """,
    "an exit's document is what was drawn": """
        SELECT to_char(last_day_on, 'YYYY-MM'), partner_key, number, 'its digest is not that of its document'
        FROM charging_exit WHERE pdf IS NOT NULL AND encode(sha256(pdf), 'hex') <> pdf_digest
    """,
    "a merger makes and loses nothing": """
        SELECT to_char(j.dated_on, 'YYYY-MM'), '', j.identity,
               'on account ' || o.account || ' it comes to ' || sum(o.pence) || ' pence'
        FROM charging_journal j JOIN charging_posting o ON o.journal_id = j.id
        WHERE j.identity LIKE 'merger/%' GROUP BY j.id, o.account HAVING sum(o.pence) <> 0
    """,
    "what went on is what was approved": """
        WITH agreed AS (SELECT x.* FROM charging_carryover x WHERE x.state = 'approved'),
             moving AS (SELECT a.id, (h ->> 0)::int AS account, h ->> 1 AS partner_key, (h ->> 2)::bigint AS pence
                        FROM agreed a, jsonb_array_elements(a.figures -> 'held') h
                        UNION ALL SELECT a.id, 1210, d ->> 2, (d ->> 3)::bigint
                        FROM agreed a, jsonb_array_elements(a.figures -> 'due') d),
             said AS (SELECT id, account, partner_key, sum(pence) AS pence FROM moving GROUP BY 1, 2, 3),
             posted AS (SELECT a.id, o.account, o.partner_key, -sum(o.pence) AS pence FROM agreed a
                        JOIN charging_journal j ON j.identity = a.figures ->> 'identity'
                            OR starts_with(j.identity, (a.figures ->> 'identity') || '/')
                        JOIN charging_posting o ON o.journal_id = j.id AND o.partner_key <> a.successor_key
                        GROUP BY 1, 2, 3)
        SELECT to_char(a.from_on, 'YYYY-MM'), partner_key, a.figures ->> 'identity',
               'on account ' || account || ' ' || coalesce(s.pence, 0) || ' pence were approved, and '
               || coalesce(p.pence, 0) || ' went on'
        FROM said s FULL JOIN posted p USING (id, account, partner_key) JOIN agreed a USING (id)
        WHERE coalesce(s.pence, 0) <> coalesce(p.pence, 0) ORDER BY 1, 2, 4
    """,
    "books go on as two people agreed": """
        SELECT to_char(s.from_on, 'YYYY-MM'), s.partner_key, x.figures ->> 'identity',
               'whose books went on, to whom or from when is not what was approved'
        FROM charging_succession s JOIN charging_carryover x ON x.id = s.carry_over_id
        WHERE (x.state, x.successor_key, x.from_on, x.approved_by_id, x.approved_at)
            IS DISTINCT FROM ('approved', s.successor_key, s.from_on, s.made_by_id, s.made_at)
        UNION ALL
        SELECT to_char(x.from_on, 'YYYY-MM'), e ->> 'key', x.figures ->> 'identity', 'its books did not go on'
        FROM charging_carryover x, jsonb_array_elements(x.figures -> 'ending') e
        WHERE x.state = 'approved' AND NOT EXISTS (
            SELECT FROM charging_succession s WHERE s.carry_over_id = x.id AND s.partner_key = e ->> 'key')
        ORDER BY 1, 2
    """,
    "whose books went on holds nothing": """
        SELECT '', o.partner_key, o.account::text, 'it still holds ' || sum(o.pence) || ' pence'
        FROM charging_posting o
        WHERE o.partner_key IN (SELECT partner_key FROM charging_succession)
        GROUP BY o.partner_key, o.account HAVING sum(o.pence) <> 0 ORDER BY 2, 3
    """,
}
