"""django-tenants with its own backend and its own defaults: the same shared apps and the same tenant apps."""

import os

from guildhall.config.settings import *  # noqa: F403  # the same apps and models; what differs follows

DATABASES["default"]["ENGINE"] = "django_tenants.postgresql_backend"  # noqa: F405
DATABASES["default"]["NAME"] = os.environ["BENCH_DATABASE"]  # noqa: F405
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
