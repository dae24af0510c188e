"""Guildhall as it runs, on the server that the harness started."""

from guildhall.config.settings import *  # noqa: F403  # the whole of it, unchanged

DATABASES["default"]["NAME"] = "bench_guildhall"  # noqa: F405
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
