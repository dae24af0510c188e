"""The record of an erasure: what was there, what went, what is kept and why; signed by this installation."""

from __future__ import annotations

import json
from typing import Any

from django.core.signing import Signer

from tenants.models import Erasure

_PURPOSE = "guildhall erasure record v1"


def signature_of(record: dict[str, Any]) -> str:
    """An HMAC over the record's one spelling, by a key that comes from the installation's secret."""
    return Signer(salt=_PURPOSE, algorithm="sha256").signature(spelled(record))


def is_genuine(erasure: Erasure) -> bool:
    """Is an erasure's record, word for word, the one that was signed here?"""
    return bool(erasure.signature) and signature_of(erasure.record) == erasure.signature


def spelled(record: dict[str, Any]) -> str:
    """The one spelling of a record that is signed."""
    return json.dumps(record, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
