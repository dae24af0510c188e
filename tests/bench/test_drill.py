"""A machine that is lost comes back from its backup and its archive, as it was."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from bench.drill import drill
from tests.house.plan import ROOT
from tests.processes import folder_for_a_server

FILLING = """
import django; django.setup()
from django.db import transaction
from tenants.context import inside, on_the_platform
from tenants.models import Partner
from tenants.preparing import prepare
from tests import cast
from tests.charging.months import a_month_with_costs, a_pool, closed, used
list(prepare())
cast.build_the_world()
with on_the_platform():
    a_pool("recruitment")
    for code in ("northfield", "eastmoor"):
        with inside(Partner.objects.get(code=code)), transaction.atomic():
            used(code, 3)
    closed(a_month_with_costs("recruitment,600.07"))
"""


def _the_casts_world(server) -> None:
    told = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "GUILDHALL_"))}
    told |= {
        "GUILDHALL_STATE": str(server.home),
        "GUILDHALL_LOGIN": "owner",
        "DJANGO_SETTINGS_MODULE": "guildhall.config.settings",
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'platform'}",
    }
    subprocess.run([sys.executable, "-c", FILLING], cwd=ROOT, env=told, check=True)


@pytest.mark.skipif(os.environ.get("HYPOTHESIS_PROFILE") != "soak", reason="half a minute: make soak runs it")
@pytest.mark.real_schemas
def test_a_lost_machine_is_brought_back_to_the_moment_before_a_mistake_and_loses_seconds():
    with folder_for_a_server() as folder:
        done = drill(folder, fill=_the_casts_world, archive_timeout_seconds=1, beats_seconds=3)

    assert done.differences == ()
    assert (done.statements_pence, done.tables > 80, done.rows > 100) == (60_007, True, True)
    assert 0 <= done.rpo_seconds <= 3
    assert done.rto_seconds < 60
