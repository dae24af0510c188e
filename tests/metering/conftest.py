"""What tests of metering share."""

import pytest

from tenants.models import Partner


@pytest.fixture
def northfield_key(on_platform) -> str:
    """Northfield by its key, for tests that stay on the platform."""
    return Partner.objects.get(code="northfield").schema_name
