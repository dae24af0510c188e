"""Digests that anybody can work out again: SHA-256 of JSON in UTF-8 with sorted keys and no blanks. Plain Python."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any


def digest_of(body: Mapping[str, Any], *, previous: str = "") -> str:
    """The digest of a body; with `previous`, the next link of a chain."""
    written = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(f"{previous}{written}".encode()).hexdigest()
