"""What must hold of those who are no partners, in plain SQL like `invariants_in_sql`, apart from what writes."""

from __future__ import annotations

QUESTIONS_OF_CUSTOMERS: dict[str, str] = {
    "a pool's income is what customers were charged": """
        WITH charged AS (SELECT period_id, pool_id, sum(pence) AS pence FROM charging_customercharge GROUP BY 1, 2),
             income AS (SELECT period_id, pool_id, sum(income_pence) AS pence FROM charging_pooltotal GROUP BY 1, 2)
        SELECT to_char(p.month_on, 'YYYY-MM'), '', o.code,
               'customers were charged ' || coalesce(c.pence, 0) || ' pence, its income is ' || coalesce(i.pence, 0)
        FROM charged c FULL JOIN income i USING (period_id, pool_id)
        JOIN charging_period p ON p.id = period_id JOIN charging_pool o ON o.id = pool_id
        WHERE coalesce(c.pence, 0) <> coalesce(i.pence, 0)
    """,
    "a charge is of what was used": """
        SELECT to_char(p.month_on, 'YYYY-MM'), '', b.code || ', ' || c.unit || ' of ' || to_char(c.used_on, 'YYYY-MM'),
               CASE WHEN u.quantity <> c.quantity::numeric
                    THEN u.quantity || ' were used, and ' || c.quantity || ' are charged'
                    ELSE 'its lines add up to ' || f.pence || ' pence' END
        FROM charging_customercharge c JOIN charging_period p ON p.id = c.period_id
        JOIN charging_customer b ON b.id = c.customer_id JOIN charging_closemanifest m ON m.period_id = p.id,
        LATERAL (SELECT coalesce(sum(quantity), 0) AS quantity FROM charging_customeruse u
                 WHERE u.customer_id = c.customer_id AND u.pool_id = c.pool_id AND u.unit = c.unit
                     AND date_trunc('month', u.used_on::timestamp)::date = c.used_on AND u.id <= m.last_use_id) u,
        LATERAL (SELECT coalesce(sum((line ->> 1)::bigint), 0) AS pence
                 FROM jsonb_array_elements(c.figures -> 'lines') line) f
        WHERE u.quantity <> c.quantity::numeric OR f.pence <> coalesce(c.recomputed_pence, c.pence)
    """,
    "a correction of a charge is of what was charged": """
        SELECT to_char(p.month_on, 'YYYY-MM'), '', b.code || ', ' || c.unit || ' of ' || to_char(c.used_on, 'YYYY-MM'),
               e.pence || ' pence were charged before, and ' || coalesce(c.charged_pence, 0) || ' are corrected'
        FROM charging_customercharge c JOIN charging_period p ON p.id = c.period_id
        JOIN charging_customer b ON b.id = c.customer_id,
        LATERAL (SELECT coalesce(sum(e.pence), 0) AS pence FROM charging_customercharge e
                 JOIN charging_period q ON q.id = e.period_id AND q.month_on < p.month_on
                 WHERE (e.customer_id, e.pool_id, e.unit, e.used_on)
                     = (c.customer_id, c.pool_id, c.unit, c.used_on)) e
        WHERE e.pence <> coalesce(c.charged_pence, 0) OR (c.used_on < p.month_on) <> (c.charged_pence IS NOT NULL)
    """,
    "an invoice is the sum of its charges": """
        SELECT to_char(p.month_on, 'YYYY-MM'), '', i.number,
               'its charges add up to ' || c.pence || ' pence, and it says ' || i.net_pence || ' and '
               || i.tax_pence || ' of tax'
        FROM charging_customerinvoice i JOIN charging_period p ON p.id = i.period_id,
        LATERAL (SELECT coalesce(sum(pence), 0) AS pence,
                     coalesce(bool_and(c.customer_id = i.customer_id AND c.used_on = i.used_on
                                       AND c.period_id = i.period_id), false) AS own
                 FROM charging_customercharge c WHERE c.invoice_id = i.id) c,
        LATERAL (SELECT coalesce(sum((line ->> 'pence')::bigint), 0) AS pence
                 FROM jsonb_array_elements(i.figures -> 'lines') line) f
        WHERE NOT (c.own AND c.pence = i.net_pence AND f.pence = i.net_pence
            AND (i.figures ->> 'net_pence')::bigint = i.net_pence AND (i.figures ->> 'tax_pence')::bigint = i.tax_pence
            AND (i.figures ->> 'gross_pence')::bigint = i.net_pence + i.tax_pence)
    """,
    "tax is that of all documents of a month": """
        SELECT to_char(used_on, 'YYYY-MM'), '', b.code || ' at ' || i.rate || '%',
               sum(net_pence) || ' pence are taxed with ' || sum(tax_pence)
        FROM charging_customerinvoice i JOIN charging_customer b ON b.id = i.customer_id
        GROUP BY used_on, b.code, i.category, i.rate
        HAVING sum(tax_pence) <> round(sum(net_pence) * i.rate / 100)
    """,
    "invoices are numbered without a gap": """
        SELECT '', '', number, 'it is document ' || place || ', and its number is ' || sequence
        FROM (SELECT *, row_number() OVER (ORDER BY id) AS place FROM charging_customerinvoice) i
        WHERE place <> sequence OR number <> 'TP-' || lpad(sequence::text, 6, '0')
    """,
    "the books have what customers were charged": """
        WITH said AS (
                 SELECT period_id, 1230 AS account, customer_id AS whose, sum(net_pence + tax_pence) AS pence
                 FROM charging_customerinvoice GROUP BY 1, 3
                 UNION ALL SELECT period_id, 4200, pool_id, -sum(pence) FROM charging_customercharge GROUP BY 1, 3
                 UNION ALL SELECT period_id, 2120, 0, -sum(tax_pence) FROM charging_customerinvoice GROUP BY 1),
             entered AS (
                 SELECT p.id AS period_id, o.account, coalesce(o.customer_id, o.pool_id, 0) AS whose,
                        sum(o.pence) AS pence
                 FROM charging_period p
                 JOIN charging_journal j ON j.identity = 'third parties/' || to_char(p.month_on, 'YYYY-MM')
                 JOIN charging_posting o ON o.journal_id = j.id GROUP BY 1, 2, 3)
        SELECT to_char(p.month_on, 'YYYY-MM'), '', 'account ' || account,
               coalesce(s.pence, 0) || ' pence were charged, the books have ' || coalesce(e.pence, 0)
        FROM said s FULL JOIN entered e USING (period_id, account, whose) JOIN charging_period p ON p.id = period_id
        WHERE coalesce(s.pence, 0) <> coalesce(e.pence, 0)
    """,
    "no customer was paid back more than its credit": """
        SELECT to_char(j.dated_on, 'YYYY-MM'), '', b.code || ', ' || j.identity,
               'after it, it owed ' || o.owes || ' pence'
        FROM (SELECT journal_id, customer_id, sum(pence) OVER (PARTITION BY customer_id ORDER BY id) AS owes
              FROM charging_posting WHERE account = 1230) o
        JOIN charging_journal j ON j.id = o.journal_id JOIN charging_customer b ON b.id = o.customer_id
        WHERE j.identity LIKE 'refund/%' AND o.owes > 0
    """,
}
