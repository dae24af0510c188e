"""The shape of a schema: what stands in it, line by line, in words that name no schema. Its digest is a fingerprint.

One query tells the fingerprints of every schema there is, so that a home in which somebody changed something by hand,
or which a killed run left half-way, is found before anything is replayed in it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection

from django.db import connection, transaction

_LINES = """
    WITH home AS (SELECT oid, nspname FROM pg_namespace WHERE nspname = ANY(%(schemas)s)),
    relation AS (
        SELECT c.oid, home.oid AS home, home.nspname, c.relname, c.relkind, c.relrowsecurity, c.relforcerowsecurity
          FROM pg_class c JOIN home ON home.oid = c.relnamespace),
    line AS (
        SELECT nspname, concat_ws(' ', 'relation', relname, relkind, relrowsecurity, relforcerowsecurity) AS words
          FROM relation WHERE relkind IN ('r', 'p', 'v', 'm', 'S')
        UNION ALL
        SELECT nspname, concat_ws(' ', 'column', relname, attname, attnotnull,
                                  replace(format_type(atttypid, atttypmod), nspname || '.', ''),
                                  attidentity, attgenerated,
                                  replace(pg_get_expr(adbin, adrelid), nspname || '.', ''), collname)
          FROM relation JOIN pg_attribute a ON attrelid = relation.oid AND attnum > 0 AND NOT attisdropped
          JOIN pg_type t ON t.oid = atttypid
          LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
          LEFT JOIN pg_collation l ON l.oid = attcollation AND attcollation <> typcollation
         WHERE relkind IN ('r', 'p', 'v', 'm')
        UNION ALL
        SELECT k.nspname, concat_ws(' ', 'constraint', k.relname, conname, contype, convalidated, condeferrable,
                                    condeferred, f.relname, confupdtype, confdeltype, confmatchtype, conkey::text,
                                    confkey::text, md5(conbin::text))
          FROM (SELECT * FROM relation JOIN pg_constraint ON conrelid = relation.oid WHERE contype <> 'n') k
          LEFT JOIN pg_class f ON f.oid = confrelid
        UNION ALL
        SELECT i.nspname, concat_ws(' ', 'index', t.relname, i.relname, amname, indisunique, indisprimary, indisvalid,
                                    indnullsnotdistinct, indkey, indclass, indoption, indcollation,
                                    md5(indexprs::text), md5(indpred::text))
          FROM relation i JOIN pg_index ON indexrelid = i.oid JOIN pg_class t ON t.oid = indrelid
          JOIN pg_class c ON c.oid = indexrelid JOIN pg_am m ON m.oid = c.relam
        UNION ALL
        SELECT nspname, concat_ws(' ', 'trigger', relname, tgname, tgenabled,
                                  replace(pg_get_triggerdef(g.oid), nspname || '.', ''))
          FROM relation JOIN pg_trigger g ON tgrelid = relation.oid AND NOT tgisinternal
        UNION ALL
        SELECT nspname, concat_ws(' ', 'policy', relname, polname, polcmd, polpermissive,
                                  replace(pg_get_expr(polqual, polrelid), nspname || '.', ''),
                                  replace(pg_get_expr(polwithcheck, polrelid), nspname || '.', ''))
          FROM relation JOIN pg_policy ON polrelid = relation.oid
        UNION ALL
        SELECT nspname, concat_ws(' ', 'view', relname, replace(pg_get_viewdef(oid), nspname || '.', ''))
          FROM relation WHERE relkind IN ('v', 'm')
        UNION ALL
        SELECT nspname, concat_ws(' ', 'function', proname,
                                  replace(pg_get_function_arguments(f.oid), nspname || '.', ''),
                                  md5(prosrc))
          FROM home JOIN pg_proc f ON pronamespace = home.oid
        UNION ALL
        SELECT nspname, concat_ws(' ', 'label', typname, enumsortorder, enumlabel)
          FROM home JOIN pg_type ON typnamespace = home.oid JOIN pg_enum ON enumtypid = pg_type.oid)
"""
_FINGERPRINTS = "".join(  # hashes need no sorting, which would take longer than all the rest
    [
        _LINES,
        "SELECT nspname, md5(concat_ws(' ', count(*), bit_xor(hashtextextended(words, 1)), "
        "bit_xor(hashtextextended(words, 2)))) FROM line GROUP BY nspname",
    ]
)
_SHAPE = "".join([_LINES, 'SELECT words FROM line ORDER BY words COLLATE "C"'])
MEASURE = hashlib.sha256(_FINGERPRINTS.encode()).hexdigest()[:8]
"""How every fingerprint of this code begins: one that begins otherwise was taken by another measure."""


def fingerprints_of(schemas: Collection[str]) -> dict[str, str]:
    """The fingerprint of each of these schemas, in one query; a schema with nothing in it has none."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '64MB'")  # else a thousand homes go through files
        cursor.execute(_FINGERPRINTS, {"schemas": list(schemas)})
        return {schema: f"{MEASURE}{digest}" for schema, digest in cursor.fetchall()}


def shape_of(schema: str) -> list[str]:
    """Every line of a schema's shape, in order."""
    with connection.cursor() as cursor:
        cursor.execute(_SHAPE, {"schemas": [schema]})
        return [words for (words,) in cursor.fetchall()]


def differences(expected: Collection[str], found: Collection[str]) -> list[str]:
    """What is missing and what is there besides, in plain words.

    >>> differences(["index a", "index b"], ["index b", "index c"])
    ['missing: index a', 'not expected: index c']
    """
    missing, extra = sorted(set(expected) - set(found)), sorted(set(found) - set(expected))
    return [f"missing: {one}" for one in missing] + [f"not expected: {one}" for one in extra]
