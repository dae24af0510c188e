"""django-pgschemas with its own backend and its own defaults: the same shared apps and the same tenant apps."""

from guildhall.config.settings import *  # noqa: F403  # the same apps and models; what differs follows

DATABASES["default"]["ENGINE"] = "django_pgschemas.postgresql"  # noqa: F405
DATABASES["default"]["NAME"] = "bench_pgschemas"  # noqa: F405
DATABASE_ROUTERS = ["django_pgschemas.routers.TenantAppsRouter"]
PUBLIC_APPS = [
    "django_pgschemas",
    "bench.engines.pgschemas_app",
    *(app for app in SHARED_APPS if app != "django_tenants"),  # noqa: F405
]
INSTALLED_APPS = [*PUBLIC_APPS, *TENANT_APPS]  # noqa: F405
TENANTS = {
    "public": {"APPS": PUBLIC_APPS},
    "default": {
        "TENANT_MODEL": "pgschemas_app.Organisation",
        "APPS": TENANT_APPS,  # noqa: F405
        "URLCONF": "guildhall.config.partner_urls",
    },
}
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
