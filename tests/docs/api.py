"""docs/openapi.json: what the API takes and gives, as its own code says. Run as a module, it writes the file."""

from __future__ import annotations

import json
import os

import django

from tests.house.plan import ROOT

FILE = ROOT / "docs" / "openapi.json"


def description() -> str:
    """The whole description, in one steady order."""
    from drf_spectacular.generators import SchemaGenerator  # noqa: PLC0415  # app ready: it reads Django's settings

    from guildhall.charging import urls as charging  # noqa: PLC0415  # app ready: doors need models
    from guildhall.metering import urls as metering  # noqa: PLC0415  # app ready: doors need models

    told = SchemaGenerator(patterns=[*metering.urlpatterns, *charging.urlpatterns]).get_schema(
        request=None, public=True
    )
    return json.dumps(told, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guildhall.config.settings_test")
    django.setup()
    FILE.write_text(description())
