"""django-tenants in its clone mode: a new schema is copied from a finished one, and its migrations are faked."""

from bench.engines.settings_django_tenants import *  # noqa: F403  # the same, and two settings more

DATABASES["default"]["NAME"] = "bench_clone"  # noqa: F405
TENANT_CREATION_FAKES_MIGRATIONS = True
TENANT_BASE_SCHEMA = "base_to_clone"
