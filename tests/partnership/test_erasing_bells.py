"""A queue inside our own database holds bells that name a partner's key; an erasure takes them out as well."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator

import psycopg
import pytest
from celery import current_app
from django.conf import settings
from django.db import connection, transaction

from guildhall.notices.hearing import QUEUES
from guildhall.notices.relay import DELIVER
from tenants.context import as_owner
from tenants.preparing import install_queue
from tenants.traces import bells_of, silence_bells

pytestmark = pytest.mark.skipif(bool(settings.BROKER_URL), reason="the queue is not in our own database")


@pytest.fixture
def broker(django_db_setup, django_db_blocker) -> Iterator[psycopg.Connection]:
    """The broker's own login, which commits at once. It comes before the test's transaction and ends after it."""
    with django_db_blocker.unblock():
        parameters = connection.get_connection_params() | {"user": settings.LOGINS["broker"]["USER"]}
        parameters["password"] = settings.LOGINS["broker"].get("PASSWORD")
    wanted = {key: parameters[key] for key in ("host", "port", "dbname", "user", "password") if parameters.get(key)}
    with psycopg.connect(**wanted, autocommit=True) as own:
        yield own
        for queue in QUEUES:
            own.execute("SELECT pgmq.purge_queue(%s)", [queue])


def _ring(broker: psycopg.Connection, queue: str, key: str) -> None:
    """A bell as Celery writes it."""
    said = current_app.amqp.as_task_v2("a-bell", DELIVER, args=[key, 7])
    message = {"headers": said.headers, "body": b64encode(json.dumps(said.body).encode()).decode()}
    broker.execute("SELECT pgmq.send(%s, %s::jsonb)", [queue, json.dumps(message)])


def test_the_owner_finds_a_partners_bells_and_silences_those_alone(broker, northfield, eastmoor):
    for queue in QUEUES:
        _ring(broker, queue, northfield.schema_name)
        _ring(broker, queue, eastmoor.schema_name)
    with as_owner(), transaction.atomic():
        before = bells_of(northfield)
        silenced = silence_bells(northfield)
        left = bells_of(northfield), bells_of(eastmoor)

    assert before == {f"q_{queue}": 1 for queue in QUEUES}
    assert silenced == len(QUEUES)
    assert left == ({}, before)


def test_the_queue_is_opened_to_the_owner_once(on_platform):
    assert install_queue() is False
