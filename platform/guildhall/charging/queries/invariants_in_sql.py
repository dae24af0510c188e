"""What must hold of the books, asked of the database in plain SQL: each question finds the rows for which it does not.

Nothing here is shared with the code that writes: no model, no arithmetic, no digest. Every question gives four columns
of text: the month (YYYY-MM, or nothing), the partner's key (or nothing), the row, and what is wrong with it.
"""

from __future__ import annotations

from guildhall.charging.queries.invariants_of_membership import OF_MEMBERSHIP

QUESTIONS: dict[str, str] = {
    "lines add up to their total": """
        WITH line AS (SELECT period_id, used_on, pool_id, sum(pence) AS pence, count(*) FILTER (WHERE NOT EXISTS (
                          SELECT FROM charging_pooltotal t WHERE t.id = total_id AND t.period_id = l.period_id
                              AND t.used_on = l.used_on AND t.pool_id = l.pool_id)) AS strays
                      FROM charging_line l GROUP BY 1, 2, 3)
        SELECT to_char(p.month_on, 'YYYY-MM'), '', o.code || ' used in ' || to_char(used_on, 'YYYY-MM'),
               'its lines add up to ' || coalesce(l.pence, 0) || ' pence, its total is ' || coalesce(t.cost_pence, 0)
               || CASE WHEN l.strays > 0 THEN '; ' || l.strays || ' lines name another total' ELSE '' END
        FROM charging_pooltotal t FULL JOIN line l USING (period_id, used_on, pool_id)
        JOIN charging_period p ON p.id = period_id JOIN charging_pool o ON o.id = pool_id
        WHERE t.id IS NULL OR coalesce(l.pence, 0) <> t.cost_pence OR l.strays > 0
    """,
    "a closed month's totals are its costs": """
        WITH cost AS (SELECT c.period_id, c.pool_id, sum(c.amount_pence) AS pence FROM charging_poolcost c
                      JOIN charging_costload f ON f.id = c.load_id AND f.withdrawn_at IS NULL GROUP BY 1, 2),
             total AS (SELECT period_id, pool_id, sum(cost_pence) AS pence FROM charging_pooltotal GROUP BY 1, 2)
        SELECT to_char(p.month_on, 'YYYY-MM'), '', o.code,
               'its costs are ' || coalesce(c.pence, 0) || ' pence, its total is ' || coalesce(t.pence, 0)
        FROM cost c FULL JOIN total t USING (period_id, pool_id)
        JOIN charging_period p ON p.id = period_id JOIN charging_pool o ON o.id = pool_id
        WHERE p.state = 'closed' AND coalesce(c.pence, 0) <> coalesce(t.pence, 0)
    """,
    "a cost has a place": """
        SELECT to_char(p.month_on, 'YYYY-MM'), '', o.code, t.cost_pence || ' pence were shared by nothing'
        FROM charging_pooltotal t JOIN charging_period p ON p.id = t.period_id JOIN charging_pool o ON o.id = t.pool_id
        WHERE t.cost_pence <> 0 AND t.total_weight = '0'
    """,
    "a correction adds nothing and names an earlier month": """
        SELECT to_char(p.month_on, 'YYYY-MM'), '', o.code || ' used in ' || to_char(t.used_on, 'YYYY-MM'),
               CASE WHEN t.used_on >= p.month_on THEN 'it corrects a month that is not earlier'
                    WHEN t.cost_pence <> 0 THEN 'it adds ' || t.cost_pence || ' pence'
                    ELSE 'it does not name the total of the month that it was used in' END
        FROM charging_pooltotal t JOIN charging_period p ON p.id = t.period_id JOIN charging_pool o ON o.id = t.pool_id
        LEFT JOIN charging_pooltotal c ON c.id = t.corrects_id
        LEFT JOIN charging_period q ON q.id = c.period_id
        WHERE (t.corrects_id IS NOT NULL OR t.used_on <> p.month_on) AND NOT coalesce(
            t.cost_pence = 0 AND t.used_on < p.month_on AND c.pool_id = t.pool_id AND c.used_on = t.used_on
            AND c.corrects_id IS NULL AND q.month_on = t.used_on, false)
    """,
    "a statement says what its lines say": """
        WITH figure AS (
                 SELECT s.period_id, s.partner_key, f ->> 'pool' AS code,
                        to_date(coalesce(f ->> 'month', s.figures ->> 'month'), 'YYYY-MM') AS used_on,
                        sum((f ->> 'pence')::numeric) AS pence
                 FROM charging_statement s, LATERAL jsonb_array_elements(
                     (s.figures -> 'lines') || (s.figures -> 'corrections')) f GROUP BY 1, 2, 3, 4),
             line AS (SELECT l.period_id, l.partner_key, o.code, l.used_on, sum(l.pence) AS pence
                      FROM charging_line l JOIN charging_pool o ON o.id = l.pool_id GROUP BY 1, 2, 3, 4)
        SELECT to_char(p.month_on, 'YYYY-MM'), partner_key, code || ' used in ' || to_char(used_on, 'YYYY-MM'),
               'its statement says ' || coalesce(f.pence || ' pence', 'nothing') || ', its line '
               || coalesce(l.pence || ' pence', 'is not there')
        FROM figure f FULL JOIN line l USING (period_id, partner_key, code, used_on)
        JOIN charging_period p ON p.id = period_id WHERE f.pence IS DISTINCT FROM l.pence
    """,
    "a statement's total is the sum of its figures": """
        SELECT to_char(p.month_on, 'YYYY-MM'), s.partner_key, s.number,
               'its figures add up to ' || f.pence || ' pence, its total is ' || s.total_pence
        FROM charging_statement s JOIN charging_period p ON p.id = s.period_id, LATERAL (
            SELECT coalesce(sum((one ->> 'pence')::numeric), 0) AS pence FROM jsonb_array_elements(
                (s.figures -> 'lines') || (s.figures -> 'corrections')) one) f
        WHERE f.pence <> s.total_pence OR f.pence <> (s.figures ->> 'total_pence')::numeric
    """,
    "a journal balances": """
        SELECT to_char(j.dated_on, 'YYYY-MM'), '', j.identity,
               count(o.id) || ' postings add up to ' || coalesce(sum(o.pence), 0) || ' pence'
        FROM charging_journal j LEFT JOIN charging_posting o ON o.journal_id = j.id
        GROUP BY j.id HAVING coalesce(sum(o.pence), 0) <> 0 OR count(o.id) < 2
    """,
    "the trial balance is zero": """
        SELECT '', '', 'all accounts', 'they add up to ' || sum(pence) || ' pence'
        FROM charging_posting HAVING sum(pence) <> 0
    """,
    "no credit is below zero on any day": """
        SELECT DISTINCT ON (account, partner_key) to_char(dated_on, 'YYYY-MM'), partner_key, account::text,
               'it fell to ' || -held || ' pence on ' || dated_on
        FROM (SELECT account, partner_key, dated_on,
                     sum(sum(pence)) OVER (PARTITION BY account, partner_key ORDER BY dated_on) AS held
              FROM charging_posting JOIN charging_journal j ON j.id = journal_id
              WHERE account IN (2210, 2220, 2300) GROUP BY 1, 2, 3) day
        WHERE held > 0 ORDER BY account, partner_key, dated_on
    """,
    "no entry came after its month was closed": """
        SELECT to_char(p.month_on, 'YYYY-MM'), '', j.identity,
               'it was made at ' || j.made_at || ', and the month closed at ' || p.closed_at
        FROM charging_journal j JOIN charging_period p ON p.month_on = date_trunc('month', j.dated_on::timestamp)::date
        WHERE j.made_at > p.closed_at
    """,
    "the books have a closed month's costs": """
        WITH entered AS (SELECT p.id AS period_id, o.pool_id, sum(o.pence) AS pence FROM charging_period p
                         JOIN charging_journal j ON j.identity = 'costs/' || to_char(p.month_on, 'YYYY-MM')
                         JOIN charging_posting o ON o.journal_id = j.id AND o.account IN (5100, 4200) GROUP BY 1, 2),
             cost AS (SELECT c.period_id, c.pool_id, sum(c.amount_pence) AS pence FROM charging_poolcost c
                      JOIN charging_costload f ON f.id = c.load_id AND f.withdrawn_at IS NULL GROUP BY 1, 2)
        SELECT to_char(p.month_on, 'YYYY-MM'), '', o.code,
               'its costs are ' || coalesce(c.pence, 0) || ' pence, the books have ' || coalesce(e.pence, 0)
        FROM cost c FULL JOIN entered e USING (period_id, pool_id)
        JOIN charging_period p ON p.id = period_id JOIN charging_pool o ON o.id = pool_id
        WHERE p.state = 'closed' AND coalesce(c.pence, 0) <> coalesce(e.pence, 0)
    """,
    "the books have what was called in": """
        WITH called AS (SELECT c.due_on, c.partner_key, sum(c.pence) AS pence FROM charging_contribution c
                        WHERE c.changed_by_id IS NULL GROUP BY 1, 2),
             entered AS (SELECT j.dated_on AS due_on, o.partner_key, sum(o.pence) AS pence FROM charging_journal j
                         JOIN charging_posting o ON o.journal_id = j.id AND o.account = 1210
                         WHERE j.identity LIKE 'contributions/%' GROUP BY 1, 2)
        SELECT to_char(due_on, 'YYYY-MM'), partner_key, 'contribution due ' || due_on,
               coalesce(c.pence, 0) || ' pence were called, the books have ' || coalesce(e.pence, 0)
        FROM called c FULL JOIN entered e USING (due_on, partner_key)
        WHERE coalesce(c.pence, 0) <> coalesce(e.pence, 0)
    """,
    **OF_MEMBERSHIP,
    "an event is what it was": """
        WITH changed AS MATERIALIZED (
            SELECT e.*, f.plain FROM metering_usageevent e, LATERAL (
                SELECT encode(sha256(convert_to(e.unit || '|' || e.subject || '|' || e.quantity || '|'
                    || to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS')
                    || CASE WHEN date_trunc('second', e.at) = e.at THEN '' ELSE to_char(e.at, '.US') END
                    || '+00:00', 'UTF8')), 'hex') AS plain) f WHERE f.plain <> e.digest)
        SELECT to_char(c.day, 'YYYY-MM'), c.partner_key, 'event ' || c.id || ', ' || c.identity,
               'its digest is not that of its content'
        FROM changed c LEFT JOIN metering_usageevent o ON o.id = (to_jsonb(c) ->> 'corrects_id')::bigint
        WHERE o.id IS NULL OR c.digest <> encode(sha256(convert_to(c.plain || '|' || o.subject, 'UTF8')), 'hex')
    """,
    "an event is on its day": """
        SELECT to_char(day, 'YYYY-MM'), partner_key, 'event ' || id || ', ' || identity,
               'it is on ' || day || ', and happened on ' || (at AT TIME ZONE 'Europe/London')::date
        FROM metering_usageevent WHERE day <> (at AT TIME ZONE 'Europe/London')::date
    """,
    "an event counts once": """
        SELECT to_char(min(day), 'YYYY-MM'), partner_key, identity, 'it counts ' || count(*) || ' times'
        FROM metering_usageevent GROUP BY partner_key, source, identity HAVING count(*) > 1
    """,
    "usage below zero names its original": """
        SELECT to_char(e.day, 'YYYY-MM'), e.partner_key, 'event ' || e.id || ', ' || e.identity,
               'it takes ' || -e.quantity || ' back from nothing'
        FROM metering_usageevent e LEFT JOIN metering_usageevent o ON o.id = (to_jsonb(e) ->> 'corrects_id')::bigint
            AND o.partner_key = e.partner_key
        WHERE e.quantity <= 0 AND o.id IS NULL
    """,
    "a conflict is with an event that counts": """
        SELECT to_char(c.day, 'YYYY-MM'), c.partner_key, 'conflict ' || c.id || ', ' || c.identity,
               CASE WHEN e.id IS NULL THEN 'the event that came first is not there'
                    ELSE 'the event that came first is another, or says the same' END
        FROM metering_eventconflict c LEFT JOIN metering_usageevent e ON e.id = c.first_id
        WHERE e.id IS NULL OR e.identity <> c.identity OR e.digest = c.digest
    """,
    "a settlement's shares add up": """
        WITH said AS (
            SELECT t.id, y.starting, t.state, sum(h.contributed_pence) AS contributed, sum(h.borne_pence) AS borne,
                   sum(h.true_up_pence) AS true_up, sum(h.by_contribution_pence) AS by_contribution,
                   sum(h.by_utilisation_pence) AS by_use, sum(h.made_good_pence) AS made_good
            FROM charging_settlement t JOIN charging_year y ON y.id = t.year_id
            LEFT JOIN charging_settlementshare h ON h.settlement_id = t.id GROUP BY t.id, y.starting)
        SELECT '', '', 'settlement ' || s.id || ' of the year from April ' || s.starting,
               'its shares do not add up to its difference of ' || t.difference_pence || ' pence'
        FROM said s JOIN charging_settlement t USING (id)
        WHERE NOT coalesce(s.contributed = t.contributions_pence AND s.borne = t.net_cost_pence
            AND s.contributed - s.borne = t.difference_pence AND CASE
                WHEN t.difference_pence > 0 THEN
                    t.difference_pence = ALL (ARRAY[s.true_up, s.by_contribution, s.by_use])
                ELSE s.made_good + t.from_reserve_pence + t.uncovered_pence = -t.difference_pence END, false)
    """,
    "a dispute gives back what others bear": """
        SELECT to_char(d.used_on, 'YYYY-MM'), d.partner_key, 'dispute ' || d.id,
               'its adjustments add up to ' || coalesce(sum(a.pence), 0) || ' pence, and give back '
               || coalesce(-sum(a.pence) FILTER (WHERE a.partner_key = d.partner_key), 0) || ' of '
               || coalesce(d.answered_pence, 0)
        FROM charging_dispute d LEFT JOIN charging_disputeadjustment a ON a.dispute_id = d.id GROUP BY d.id
        HAVING coalesce(sum(a.pence), 0) <> 0
            OR coalesce(-sum(a.pence) FILTER (WHERE a.partner_key = d.partner_key), 0)
               <> CASE d.state WHEN 'upheld' THEN d.answered_pence ELSE 0 END
    """,
    "a file is what was drawn": """
        SELECT to_char(p.month_on, 'YYYY-MM'), s.partner_key, f.name,
               'its digest or its size is not that of its content'
        FROM charging_statementfile f JOIN charging_statement s ON s.id = f.statement_id
        JOIN charging_period p ON p.id = s.period_id
        WHERE encode(sha256(f.content), 'hex') <> f.digest OR length(f.content) <> f.size_bytes
    """,
    "no guard of the tables is off": """
        SELECT '', '', c.relname, 'its trigger ' || g.tgname || ' is off'
        FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid
        WHERE c.relnamespace = 'public'::regnamespace AND c.relname ~ '^(charging|metering)_'
            AND NOT g.tgisinternal AND g.tgenabled IN ('D', 'R')
    """,
    "no partner reads another's rows": """
        SELECT '', '', c.relname, 'row-level security is not forced on it'
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        WHERE c.relnamespace = 'public'::regnamespace AND c.relname ~ '^(charging|metering)_' AND c.relkind = 'r'
            AND a.attname = 'partner_key' AND NOT a.attisdropped
            AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
    """,
}

LOOKED_AT = """
    SELECT (SELECT count(*) FROM charging_period WHERE state = 'closed'), (SELECT count(*) FROM charging_line),
           (SELECT count(*) FROM charging_statement), (SELECT count(*) FROM charging_journal),
           (SELECT count(*) FROM metering_usageevent)
"""
