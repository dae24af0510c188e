"""What tests change, each with its reason."""

from guildhall.config.logins import database_logins, login
from guildhall.config.settings import *  # a list of differences starts from the whole
from guildhall.config.settings import EMBEDDED, STATE
from guildhall.database.embedded import EmbeddedServer

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = False  # the test client speaks plain HTTP
REGISTRY_LOOKED_AT_EVERY_SECONDS = 30.0  # a page's queries are counted without this one; its own tests set it
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "sid", "csrf"  # __Host- names need TLS
STORAGES = {  # no collectstatic before a test
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # slow hashes buy a test nothing
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"  # read in the test, not on disk
if EMBEDDED:  # a server of its own, fast and careless
    EMBEDDED = EmbeddedServer(STATE / "test", durable=False)
    LOGINS = database_logins(EMBEDDED, state=STATE)
LOGIN = "owner"  # homes are built in tests; roles are taken as everywhere
DATABASES["default"] |= login(LOGINS, LOGIN)
DATABASES["default"]["CONN_MAX_AGE"] = 0  # databases are dropped after the run
ALLOWED_HOSTS = [f".{BASE_HOST}"]  # the test environment copies the list before there is a database
