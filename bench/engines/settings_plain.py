"""Django's own backend, looking at one partner's schema for good: what a read costs with no wall at all."""

import os

from bench.engines.settings_guildhall import *  # noqa: F403  # the same database; the backend differs
from guildhall.database.embedded import SUPERUSER

DATABASES["default"]["ENGINE"] = "django.db.backends.postgresql"  # noqa: F405
DATABASES["default"]["OPTIONS"] = {"options": f"-c search_path={os.environ.get('BENCH_SCHEMA', 'public')},public"}  # noqa: F405
DATABASES["default"]["USER"] = SUPERUSER  # noqa: F405  # whom no policy binds
MIDDLEWARE = [MIDDLEWARE[0], "bench.engines.one_host.OneHost", *MIDDLEWARE[2:]]  # noqa: F405
ALLOWED_HOSTS = ["*"]
