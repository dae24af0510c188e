"""What must hold of shares that rest on more than use, asked of the database in plain SQL, as in `invariants_in_sql`:
agreed shares, floors and ceilings, pence over the months, services that serve each other.
"""

from __future__ import annotations

KEY_QUESTIONS: dict[str, str] = {
    "an agreed share is what its line weighs": """
        SELECT to_char(p.month_on, 'YYYY-MM'), l.partner_key, o.code,
               'it weighs ' || l.weight || ', agreed is ' || coalesce(k.rule #>> ARRAY['fixed', m.code::text], '0')
        FROM charging_line l JOIN charging_pooltotal t ON t.id = l.total_id
        JOIN charging_keyversion k ON k.id = t.key_version_id AND k.rule ? 'fixed'
        JOIN tenants_partner m ON m.schema_name = l.partner_key
        JOIN charging_period p ON p.id = l.period_id JOIN charging_pool o ON o.id = l.pool_id
        WHERE split_part(l.weight, '/', 1)::numeric / coalesce(nullif(split_part(l.weight, '/', 2), ''), '1')::numeric
            <> coalesce(k.rule #>> ARRAY['fixed', m.code::text], '0')::numeric
    """,
    "a share keeps its floor and its ceiling": """
        WITH bound AS (
            SELECT l.*, coalesce(k.rule #>> ARRAY['floor', 'partners', m.code::text],
                                 k.rule #>> '{floor,everybody}')::bigint AS least,
                   coalesce(k.rule #>> ARRAY['ceiling', 'partners', m.code::text],
                            k.rule #>> '{ceiling,everybody}')::bigint AS most
            FROM charging_line l JOIN charging_pooltotal t ON t.id = l.total_id AND t.cost_pence > 0
            JOIN charging_keyversion k ON k.id = t.key_version_id AND k.rule ?| ARRAY['floor', 'ceiling']
            JOIN tenants_partner m ON m.schema_name = l.partner_key WHERE l.charged_pence IS NULL)
        SELECT to_char(p.month_on, 'YYYY-MM'), b.partner_key, o.code,
               b.pence || ' pence are charged, between ' || coalesce(b.least::text, 'nothing') || ' and '
               || coalesce(b.most::text, 'any') || ' are agreed'
        FROM bound b JOIN charging_period p ON p.id = b.period_id JOIN charging_pool o ON o.id = b.pool_id
        WHERE b.pence < b.least OR b.pence > b.most
    """,
    "pence over the months rest on the months before": """
        WITH over AS (SELECT t.*, ((t.basis #>> '{over_months,since}') || '-01')::date AS since,
                             (t.basis #>> '{over_months,so_far_pence}')::numeric AS so_far
                      FROM charging_pooltotal t WHERE t.basis ? 'over_months')
        SELECT to_char(p.month_on, 'YYYY-MM'), '', o.code,
               'the months before it are to come to ' || t.so_far || ' pence, they come to ' || e.pence
        FROM over t JOIN charging_period p ON p.id = t.period_id JOIN charging_pool o ON o.id = t.pool_id,
        LATERAL (SELECT coalesce(sum(cost_pence), 0) AS pence FROM charging_pooltotal e
                 WHERE e.pool_id = t.pool_id AND e.key_version_id = t.key_version_id AND e.corrects_id IS NULL
                     AND e.used_on >= t.since AND e.used_on < t.used_on) e
        WHERE e.pence <> t.so_far
    """,
    "pence over the months are fair to date": """
        WITH over AS (SELECT t.id, t.pool_id, t.used_on, split_part(t.total_weight, '/', 1)::numeric
                                 / coalesce(nullif(split_part(t.total_weight, '/', 2), ''), '1')::numeric AS whole,
                             ((t.basis #>> '{over_months,since}') || '-01')::date AS since,
                             (t.basis #>> '{over_months,so_far_pence}')::numeric + t.cost_pence AS cost
                      FROM charging_pooltotal t WHERE t.basis ? 'over_months'),
             line AS (SELECT l.*, split_part(l.weight, '/', 1)::numeric
                                  / coalesce(nullif(split_part(l.weight, '/', 2), ''), '1')::numeric AS part
                      FROM charging_line l)
        SELECT to_char(p.month_on, 'YYYY-MM'), l.partner_key, o.code,
               e.pence || ' pence are charged so far, of ' || t.cost || ' by ' || l.weight || ' of ' || t.whole
        FROM over t JOIN line l ON l.total_id = t.id
        JOIN charging_period p ON p.id = l.period_id JOIN charging_pool o ON o.id = l.pool_id,
        LATERAL (SELECT sum(pence) AS pence FROM charging_line e
                 WHERE e.pool_id = t.pool_id AND e.partner_key = l.partner_key AND e.charged_pence IS NULL
                     AND e.used_on >= t.since AND e.used_on <= t.used_on) e
        WHERE abs(e.pence * t.whole - t.cost * l.part) >= t.whole AND t.whole > 0
    """,
    "what services pass on to each other adds up to nothing": """
        SELECT to_char(p.month_on, 'YYYY-MM'), '', 'all services',
               'more is left to share than there was: ' || sum(t.cost_pence - s.own) || ' pence'
        FROM charging_pooltotal t JOIN charging_period p ON p.id = t.period_id,
        LATERAL (SELECT (t.basis #>> '{support,own_pence}')::bigint AS own) s
        WHERE s.own IS NOT NULL GROUP BY p.id HAVING sum(t.cost_pence - s.own) <> 0
    """,
    "a service shares its own cost, what came and not what went": """
        WITH passed AS (
            SELECT t.*, (t.basis #>> '{support,own_pence}')::numeric AS own,
                   coalesce((SELECT sum(value::numeric) FROM jsonb_each_text(t.basis #> '{support,came}')), 0) AS came,
                   coalesce((SELECT sum(value::numeric) FROM jsonb_each_text(t.basis #> '{support,went}')), 0) AS went,
                   coalesce((SELECT sum((f.basis #>> ARRAY['support', 'went', o.code::text])::numeric)
                             FROM charging_pooltotal f WHERE f.period_id = t.period_id), 0) AS sent
            FROM charging_pooltotal t JOIN charging_pool o ON o.id = t.pool_id
            WHERE t.basis #>> '{support,method}' IN ('direct', 'step_down'))
        SELECT to_char(p.month_on, 'YYYY-MM'), '', o.code,
               t.cost_pence || ' pence are shared, of ' || t.own || ' of its own, ' || t.came || ' that came of '
               || t.sent || ' that were sent, and ' || t.went || ' that went'
        FROM passed t JOIN charging_period p ON p.id = t.period_id JOIN charging_pool o ON o.id = t.pool_id
        WHERE t.cost_pence <> t.own + t.came - t.went OR t.came <> t.sent
    """,
}
