"""What is a partner's in the shared tables, and what becomes of it: archived, brought back, erased or kept.

A table belongs to a partner row by row if it has the column `partner_key`, a foreign key to Partner, a host of the
partner's, or a foreign key to such a table. Nothing is listed by hand but the fate, and a house test asks for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import ForeignKey, Model
from psycopg.sql import SQL, Composable, Identifier

from tenants.models import Erasure, Partner, PartnerArchive

REGISTRY = (Partner, PartnerArchive, Erasure)
"""What the partnership knows of a partner. It stays, with nobody's name in it, so that ledgers can be read."""


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of a partner's rows in one table."""

    archived: bool = True
    brought_back: bool = False
    kept: str = ""


_BOOKS = Fate(kept="money that was shared is shared: the books stay whole")
_PASSING = Fate(archived=False)
FATES = {
    "access_membership": Fate(brought_back=True),
    "access_invitation": _PASSING,
    "access_session": _PASSING,
    "access_apitoken": _PASSING,
    "access_handoff": _PASSING,
    "audit_auditentry": Fate(brought_back=True),
    "baselines_baseline": Fate(brought_back=True),
    "jobs_board_boardadvert": Fate(brought_back=True),
    "jobs_board_applicationpointer": Fate(brought_back=True),
    "metering_usageevent": _BOOKS,
    "metering_eventconflict": _BOOKS,
    "metering_source": _BOOKS,
    "metering_heartbeat": _BOOKS,
    "metering_usageday": _BOOKS,
    "charging_line": _BOOKS,
    "charging_statement": _BOOKS,
    "charging_statementfile": _BOOKS,
    "charging_posting": _BOOKS,
    "charging_balanceassertion": _BOOKS,
    "charging_contribution": _BOOKS,
    "charging_contributionweight": _BOOKS,
    "charging_settlementshare": _BOOKS,
    "charging_election": _BOOKS,
    "charging_creditrequest": _BOOKS,
    "charging_proposaleffect": _BOOKS,
    "charging_vote": _BOOKS,
    "charging_monthbridge": _BOOKS,
    "charging_openshare": _BOOKS,
    "charging_reportorder": _PASSING,
    "charging_dispute": _BOOKS,
    "charging_disputeadjustment": _BOOKS,
    "charging_vatposition": _BOOKS,
    "charging_buyerreference": _BOOKS,
    "charging_exit": _BOOKS,
    "charging_succession": _BOOKS,
    "notices_outboxannouncement": _PASSING,
    "notices_delivery": _PASSING,
    "access_visit": Fate(),
    "partnership_intakerow": _PASSING,
    "partnership_partnerreading": _PASSING,
    "tenants_schemastate": _PASSING,
    "tenants_turn": _PASSING,
    "tenants_domain": _PASSING,
}


@dataclass(frozen=True, slots=True)
class Holding:
    """One shared table with rows of partners. `condition` picks one partner's, by %(key)s and %(id)s; `links` are its
    foreign keys, by column, to the tables they lead to; `owner` is the column that names the partner.
    """

    table: str
    columns: tuple[str, ...]
    condition: Composable
    owner: str
    links: dict[str, str]
    key: str

    @property
    def fate(self) -> Fate:
        return FATES.get(self.table, Fate())


def holdings() -> list[Holding]:
    """Every shared table that holds rows of partners, those that others point to first."""
    found: dict[str, Holding] = {}
    waiting = [model for model in _shared_models() if model not in REGISTRY]
    while True:
        new = {held.table: held for model in waiting if (held := _holding_of(model, found))}
        if not new:
            return list(found.values())
        found |= new
        waiting = [model for model in waiting if model._meta.db_table not in found]


def values_of(partner: Partner) -> dict[str, Any]:
    """What a holding's condition asks for."""
    return {"key": partner.schema_name, "id": partner.id}


def _shared_models() -> Iterator[type[Model]]:
    shared = set(settings.SHARED_APPS)
    for model in apps.get_models():
        if model._meta.app_config.name in shared and model._meta.managed and not model._meta.proxy:
            yield model


def _holding_of(model: type[Model], found: dict[str, Holding]) -> Holding | None:
    columns = tuple(str(field.column) for field in model._meta.concrete_fields)
    links = {
        str(field.column): field.related_model._meta.db_table
        for field in model._meta.concrete_fields
        if isinstance(field, ForeignKey) and field.related_model not in ("self", model)
    }
    for owner, condition in _ways_to_own(columns, links, found):
        return Holding(model._meta.db_table, columns, condition, owner, links, str(model._meta.pk.column))
    return None


def _ways_to_own(
    columns: tuple[str, ...], links: dict[str, str], found: dict[str, Holding]
) -> Iterator[tuple[str, Composable]]:
    if "partner_key" in columns:
        yield "partner_key", SQL("partner_key = %(key)s")
    for column, table in links.items():
        if table == Partner._meta.db_table:
            yield column, SQL("{} = %(id)s").format(Identifier(column))
    if "host" in columns:
        yield "host", SQL("host IN (SELECT domain FROM tenants_domain WHERE tenant_id = %(id)s)")
    for column, table in links.items():
        if table in found:
            yield (
                column,
                SQL("{} IN (SELECT {} FROM {} WHERE {})").format(
                    Identifier(column), Identifier(found[table].key), Identifier(table), found[table].condition
                ),
            )
