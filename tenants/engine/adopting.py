"""Homes from before homes had a state: each is asked which version it is at, once."""

from __future__ import annotations

from guildhall.kernel import SYSTEM
from tenants.context import as_owner
from tenants.engine.progress import Stopwatch
from tenants.models import Partner
from tenants.operations.migrating import adopt_home


def adopt(home: Partner, watch: Stopwatch) -> None:
    """See to it that a home, read together with its state, has one."""
    if not hasattr(home, "schema_state"):
        with as_owner(home.schema_name):
            home.schema_state = adopt_home(partner=home, by=SYSTEM, at=watch.now())
