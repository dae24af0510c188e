"""The engine: every home at the newest version, whatever fails, and nothing done twice."""

from __future__ import annotations

import pytest
from django.db import connection
from django.utils import timezone

from tenants.context import as_owner, inside, on_the_platform
from tenants.engine.fleet import Choice, Run, run_over
from tenants.engine.progress import Stopwatch
from tenants.engine.shapes import fingerprints_of
from tenants.engine.verifying import verify_fleet
from tenants.models import Partner, SchemaState
from tenants.template import make_template, template_now, template_version
from tests.tenants.releases import BY_COLOUR, COLOUR, PAINT, PAINTED, release


def _run(**choice: object) -> Run:
    make_template(at=timezone.now())
    run = run_over(Choice(**choice), watch=Stopwatch(timezone.now()))
    for _ in run.go():
        pass
    return run


def _states() -> dict[str, tuple[str, str]]:
    with on_the_platform():
        rows = SchemaState.objects.values_list("partner__code", "version", "status")
        return {code: (version, status) for code, version, status in rows}


def test_every_home_takes_the_new_shape(on_platform):
    with release(COLOUR, BY_COLOUR):
        run = _run()

        assert (run.total, run.done, run.failures, run.stopped_by, run.drifted) == (2, 2, {}, "", [])
        assert _states() == dict.fromkeys(["northfield", "eastmoor"], (template_version(), "current"))
        assert verify_fleet(watch=run.watch).drifted == {}


def test_what_python_decides_is_decided_in_each_home(on_platform):
    with release(COLOUR, PAINTED, BY_COLOUR, before=PAINT):
        run = _run()
        assert [step.lane.name for step in run.journeys[0].plan.steps] == ["REPLAY", "DJANGO", "REPLAY"]
        assert (run.done, run.failures) == (2, {})
        assert verify_fleet(watch=run.watch).drifted == {}
