"""A machine with a token, as it speaks to the API."""

from __future__ import annotations

import json
from typing import Any

from guildhall.access.models import Scope
from guildhall.access.operations.tokens import make_source_token, make_token
from guildhall.metering.models import Source
from tenants.context import inside
from tenants.models import Partner
from tests.cast import ADAM, EDEN, HUGO, MONDAY_9AM
from tests.visitors import Visitor

BATCH = "application/cloudevents-batch+json"
ADMINISTRATORS = {"northfield": ADAM, "eastmoor": EDEN}


def a_token(partner: str = "northfield", *, name: str = "Tills") -> str:
    """The secret of a new token, made by a partner's administrator."""
    with inside(Partner.objects.get(code=partner)):
        by = ADMINISTRATORS[partner].actor
        return make_token(name=name, scope=Scope.USAGE, by=by, at=MONDAY_9AM)[1]


def a_hosts_token(source: Source) -> str:
    """The secret of a new token for one source of the host, made by host finance."""
    return make_source_token(name="Exchange", source=source.code, by=HUGO.actor, at=MONDAY_9AM)[1]


class Machine:
    """Somebody without a browser."""

    def __init__(self, secret: str, *, host: str = "northfield") -> None:
        self.visitor = Visitor.of(host=host)
        self.headers = {"Authorization": f"Bearer {secret}"} if secret else {}

    def sends(self, batch: Any, *, kind: str = BATCH, **headers: str) -> Any:
        """A batch: a list of events, or the very bytes."""
        content = batch if isinstance(batch, bytes) else json.dumps(batch).encode()
        return self.visitor.post(
            "/api/v1/usage-events/", content, content_type=kind, headers={**self.headers, **headers}
        )

    def beats(self, source: str, told: Any) -> Any:
        """A heartbeat."""
        path = f"/api/v1/sources/{source}/heartbeat/"
        return self.visitor.post(path, json.dumps(told), content_type="application/json", headers=self.headers)


def event(identity: str = "sale-1", quantity: Any = 3, **changes: Any) -> dict[str, Any]:
    """A CloudEvent of the source `tills`; a change to None takes an attribute away."""
    corrects = changes.pop("corrects", None)
    told = {
        "specversion": "1.0", "id": identity, "source": "tills", "type": "robot_minutes", "subject": "till 4",
        "time": "2026-06-01T08:30:00+01:00",
        "data": {"quantity": quantity} | ({"corrects": corrects} if corrects else {}),
    }  # fmt: skip
    return {name: value for name, value in (told | changes).items() if value is not None}
