"""How the platform is, as gauges: asked of the database when somebody reads them."""

from __future__ import annotations

from datetime import datetime

from django.db import Error as DatabaseFault
from django.db import connection
from django.db.models import Count
from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily

from guildhall.notices.queries import queue_depths, relay_lag
from tenants.context import on_the_platform
from tenants.models import Partner
from tenants.states import PartnerState


def platform_figures(*, at: datetime) -> list[Metric]:
    """Relay lag, queues, partners and connections; that the database is away, when it is."""
    up = GaugeMetricFamily("guildhall_database_up", "Whether the database answers.")
    try:
        with on_the_platform():
            figures = [_lag(at), _queues(), _partners(), _connections()]
    except DatabaseFault:
        connection.close()
        up.add_metric([], 0)
        return [up]
    up.add_metric([], 1)
    return [up, *figures]


def _lag(at: datetime) -> Metric:
    return GaugeMetricFamily(
        "guildhall_relay_lag_seconds",
        "Age of the oldest due bell that is not rung.",
        value=relay_lag(at).total_seconds(),
    )


def _queues() -> Metric:
    jobs = GaugeMetricFamily("guildhall_jobs", "Jobs that are not done.", labels=["queue", "stage"])
    for depth in queue_depths():
        jobs.add_metric([depth.queue, "waiting"], depth.waiting)
        jobs.add_metric([depth.queue, "in_hand"], depth.in_hand)
        jobs.add_metric([depth.queue, "parked"], depth.parked)
    return jobs


def _partners() -> Metric:
    counted = dict(Partner.objects.order_by().values_list("state").annotate(Count("id")))
    partners = GaugeMetricFamily("guildhall_partners", "Partners by state.", labels=["state"])
    for state in PartnerState:
        partners.add_metric([state.value], counted.get(state.value, 0))
    return partners


def _connections() -> Metric:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT numbackends, current_setting('max_connections')::int FROM pg_stat_database"
            " WHERE datname = current_database()"
        )
        used, most = cursor.fetchone()
    connections = GaugeMetricFamily("guildhall_database_connections", "Connections to the database.", labels=["kind"])
    connections.add_metric(["used"], used)
    connections.add_metric(["most"], most)
    return connections
