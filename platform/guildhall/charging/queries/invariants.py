"""What must hold of the books, asked apart from all that writes them: every row that breaks a rule, in words.

Note: why nothing is imported. A digest checked by the code that made it, or a sum by the code that shared it, would
agree with its own mistake. So the digests, the fractions and the sums here are worked out a second time.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import Any, TypeAlias

from django.db import connection

from guildhall.charging.queries.invariants_in_sql import LOOKED_AT, QUESTIONS
from guildhall.charging.queries.invariants_of_keys import KEY_QUESTIONS

Found: TypeAlias = tuple[str, str, str, str]
"""Where and what: month, partner's key, row, and what is wrong."""

AT_A_TIME = 200
KINDS = "closed months", "lines", "statements", "journals", "events"


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that does not hold: which one, where to look (month and partner may be nothing), and what is wrong."""

    rule: str
    month: str
    partner: str
    row: str
    words: str

    def __str__(self) -> str:
        where = ", ".join(part for part in (self.month, self.partner, self.row) if part)
        return f"{self.rule}: {where}: {self.words}"


def violations() -> Iterator[Violation]:
    """Everything that does not hold of usage, months, statements and books, rule by rule. Changes nothing.

    Each rule is one statement, which sees the books at one instant, so a close that goes on meanwhile is no violation;
    rows come a few at a time, and there are as many statements for one row as for millions.
    Rule: cost_sharing.md, the ten invariants; fair pennies of a correction are left to `first_row_not_in_books`.
    """
    codes = {str(key): str(code) for key, code in _rows("SELECT schema_name, code FROM tenants_partner")}
    for rule, question in (*QUESTIONS.items(), *KEY_QUESTIONS.items()):
        for month, key, row, words in _rows(question):
            yield Violation(rule, month, codes.get(key, key), row, words)
    for rule, answer in WORKED_OUT.items():
        for month, key, row, words in answer():
            yield Violation(rule, month, codes.get(key, key), row, words)


def looked_at() -> dict[str, int]:
    """How many there are of each kind of row that was looked at."""
    (counts,) = _rows(LOOKED_AT)
    return dict(zip(KINDS, counts, strict=True))


def _rows(question: str) -> Iterator[tuple[Any, ...]]:
    """From a cursor of the server's, so that a table of any size takes the same memory."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(question)
        while rows := cursor.fetchmany(AT_A_TIME):
            yield from rows


def _statements_with_other_digests() -> Iterator[Found]:
    statements = """
        SELECT to_char(p.month_on, 'YYYY-MM'), s.partner_key, s.number, s.figures::text, s.digest,
               s.figures ->> 'manifest_digest' IS DISTINCT FROM m.digest
        FROM charging_statement s JOIN charging_period p ON p.id = s.period_id
        LEFT JOIN charging_closemanifest m ON m.period_id = p.id ORDER BY s.id
    """
    for month, key, number, figures, digest, is_astray in _rows(statements):
        if _digest(canonical(json.loads(figures))) != digest:
            yield month, key, number, "its digest is not that of its figures"
        if is_astray:
            yield month, key, number, "it does not name the digest of its month"


def _packs_with_other_digests() -> Iterator[Found]:
    packs = "SELECT starting::text || ' quarter ' || number, figures::text, digest FROM charging_boardpack ORDER BY id"
    for quarter, figures, digest in _rows(packs):
        if _digest(canonical(json.loads(figures))) != digest:
            yield "", "", quarter, "its digest is not that of its figures"


def _invoices_with_other_digests() -> Iterator[Found]:
    invoices = """
        SELECT to_char(p.month_on, 'YYYY-MM'), i.number, i.figures::text, i.digest
        FROM charging_customerinvoice i JOIN charging_period p ON p.id = i.period_id ORDER BY i.id
    """
    for month, number, figures, digest in _rows(invoices):
        if _digest(canonical(json.loads(figures))) != digest:
            yield month, "", number, "its digest is not that of its figures"


def _links_that_are_broken() -> Iterator[Found]:
    """Each link is checked against the digest that the one before claims: one doctored month is named alone."""
    manifests = """
        SELECT to_char(p.month_on, 'YYYY-MM'), m.body::text, m.last_event_id, m.previous_digest, m.digest
        FROM charging_period p LEFT JOIN charging_closemanifest m ON m.period_id = p.id
        WHERE p.state = 'closed' OR m.id IS NOT NULL ORDER BY m.id
    """
    before = ""
    for month, written, last_event_id, previous, digest in _rows(manifests):
        if written is None:
            yield month, "", "manifest", "the month is closed and has none"
            continue
        body = json.loads(written)
        if previous != before:
            yield month, "", "manifest", "it does not follow the month closed before it"
        if _digest(previous + canonical(body)) != digest:
            yield month, "", "manifest", "its digest is not that of what it lists"
        if (body["month"], body["last_event_id"]) != (month, last_event_id):
            yield month, "", "manifest", "it lists another month, or other events"
        before = digest


def _weights_that_do_not_add_up() -> Iterator[Found]:
    lines = """
        SELECT to_char(p.month_on, 'YYYY-MM'), o.code || ' used in ' || to_char(t.used_on, 'YYYY-MM'),
               t.total_weight, t.total_weight_before, l.weight, l.weight_before, t.id
        FROM charging_pooltotal t JOIN charging_line l ON l.total_id = t.id
        JOIN charging_period p ON p.id = t.period_id JOIN charging_pool o ON o.id = t.pool_id ORDER BY t.id
    """
    for (month, row, total, before, _), group in groupby(_rows(lines), key=lambda line: (*line[:4], line[6])):
        now_sum = before_sum = Fraction(0)
        for *_, weight, weight_before, _ in group:
            now_sum, before_sum = now_sum + _fraction(weight), before_sum + _fraction(weight_before)
        if (now_sum, before_sum) != (_fraction(total), _fraction(before)):
            yield month, "", row, f"the weights of its lines add up to {now_sum}, its total weight is {total}"


def _pence_that_are_not_fair() -> Iterator[Found]:
    lines = """
        SELECT to_char(p.month_on, 'YYYY-MM'), l.partner_key, o.code, l.pence, l.exact_share FROM charging_line l
        JOIN charging_period p ON p.id = l.period_id JOIN charging_pool o ON o.id = l.pool_id
        WHERE l.charged_pence IS NULL ORDER BY l.id
    """
    for month, key, pool, pence, exact in _rows(lines):
        if abs(pence - _fraction(exact)) >= 1:
            yield month, key, pool, f"{pence} pence are charged of an exact share of {exact}"


def _services_not_solved() -> Iterator[Found]:
    """By the full method nothing is posted between services: what is shared is the exact solution, rounded once."""
    totals = """
        SELECT to_char(p.month_on, 'YYYY-MM'), o.code, t.cost_pence, t.basis #>> '{support,exact}'
        FROM charging_pooltotal t JOIN charging_period p ON p.id = t.period_id JOIN charging_pool o ON o.id = t.pool_id
        WHERE t.basis #>> '{support,method}' = 'reciprocal' ORDER BY t.id
    """
    for month, pool, pence, exact in _rows(totals):
        if abs(pence - _fraction(exact)) >= 2:  # costs and refunds are rounded apart
            yield month, "", pool, f"{pence} pence are shared of an exact cost of {exact}"


WORKED_OUT: dict[str, Callable[[], Iterator[Found]]] = {
    "a statement is what was closed": _statements_with_other_digests,
    "a board pack is what was filed": _packs_with_other_digests,
    "an invoice is what was issued": _invoices_with_other_digests,
    "the chain of manifests holds": _links_that_are_broken,
    "weights add up to their total": _weights_that_do_not_add_up,
    "a share is within a penny": _pence_that_are_not_fair,
    "what services bear of each other is solved": _services_not_solved,
}


def canonical(value: object) -> str:
    """JSON with sorted keys and no blanks, written out by hand.

    >>> canonical({"b": [1, None, True], "a": {"£": "x"}})
    '{"a":{"£":"x"},"b":[1,null,true]}'
    """
    if isinstance(value, dict):
        return "{" + ",".join(f"{canonical(key)}:{canonical(value[key])}" for key in sorted(value)) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def _digest(written: str) -> str:
    return hashlib.sha256(written.encode()).hexdigest()


def _fraction(written: str) -> Fraction:
    """A whole number, or two with a stroke between them; nothing is zero."""
    above, _, below = written.partition("/")
    return Fraction(int(above or 0), int(below or 1))
