"""While homes are half migrated: whose code serves which home."""

from __future__ import annotations

import pytest
from django.utils import timezone

from tenants.context import on_the_platform
from tenants.models import Partner, SchemaState, SchemaTemplate
from tenants.template import make_template, template_now
from tests import cast


@pytest.fixture
def eastmoor_lacks_a_migration(on_platform) -> None:
    now = make_template(at=timezone.now())
    older = now.migrations[:-1]
    SchemaTemplate.objects.create(version="older", migrations=older, ddl="", made_at=timezone.now())
    SchemaState.objects.filter(partner__code="eastmoor").update(version="older")


def test_a_home_that_is_behind_is_asked_to_wait_and_the_others_are_served(eastmoor_lacks_a_migration, visit):
    assert visit(cast.EDEN).get("/").status_code == 503
    assert visit(cast.RITA).get("/").status_code == 200


def test_a_home_that_is_ahead_is_served_by_the_code_before(on_platform, visit):
    now = template_now()
    newer = [*now.migrations, ["enclosures", "1001_a_release_to_come"]]
    SchemaTemplate.objects.create(version="newer", migrations=newer, ddl="", made_at=timezone.now())
    SchemaState.objects.update(version="newer")

    assert [visit(who).get("/").status_code for who in (cast.EDEN, cast.RITA)] == [200, 200]


def test_a_home_without_a_state_is_served(on_platform, visit):
    SchemaState.objects.all().delete()

    assert visit(cast.RITA).get("/").status_code == 200


def test_the_operator_is_served_whoever_is_behind(eastmoor_lacks_a_migration, visit):
    with on_the_platform():
        assert Partner.objects.count() == 2
    said = visit(cast.OSKAR).get("/migrations/").content.decode()

    assert "1 of 2 homes are behind this release" in said
