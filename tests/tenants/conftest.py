"""Small homes, of one app: what is proved of the engine is proved in tenths of a second."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.test import override_settings
from django.utils import timezone

from tenants.context import on_the_platform
from tenants.models import Partner, SchemaState
from tenants.states import PartnerState
from tenants.template import make_template
from tests.tenants.fleets import a_fleet


@pytest.fixture
def small_homes(on_platform) -> Iterator[None]:
    """Ashdown and Birch, whose homes hold letters and nothing else; the cast is away."""
    with _small("ashdown", "birch"):
        yield


@pytest.fixture
def small_homes_for_real(world_template, django_db_setup, postgres, django_db_blocker) -> Iterator[None]:
    """Forty such homes in a database of their own, which other processes see and nothing rolls back."""
    ours = settings.DATABASES["default"]["NAME"]
    name = f"{ours}_fleet"
    with psycopg.connect(dbname="postgres", autocommit=True, **postgres) as server, django_db_blocker.unblock():
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        owner = settings.DATABASES["default"]["USER"]
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{world_template}" OWNER "{owner}"')
        _look_at(name)
        with on_the_platform(), _small(*(f"home{number:02}" for number in range(40))):
            yield
            roles = list(Partner.objects.filter(code__startswith="home").values_list("schema_name", flat=True))
        _look_at(ours)
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        for role in roles:  # they belong to the server and outlive the database
            server.execute(f'DROP ROLE IF EXISTS "{role}"')


@contextmanager
def _small(*codes: str) -> Iterator[None]:
    Partner.objects.update(state=PartnerState.APPLIED)
    SchemaState.objects.all().delete()
    with override_settings(TENANT_APPS=["guildhall.notices.enclosures"]):
        make_template(at=timezone.now())
        a_fleet(*codes)
        yield


def _look_at(name: str) -> None:
    connection.close()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
