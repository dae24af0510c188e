"""Guildhall's settings, read from top to bottom. Nothing set means one machine, embedded PostgreSQL, mail to files."""

from __future__ import annotations

from pathlib import Path

from csp.constants import NONE, SELF

from guildhall.config import env
from guildhall.config.hosts import HostsWeServe
from guildhall.config.logins import database_logins, login, login_of_this_process
from guildhall.database.embedded import EmbeddedServer, state_folder
from guildhall.database.pooling import pool_options

PROJECT = Path(__file__).resolve().parents[3]
STATE = state_folder(PROJECT)

# --- How it runs ---------------------------------------------------------------------------------------------------
DEBUG = env.flag("GUILDHALL_DEBUG", default=False)
DEMO = env.flag("GUILDHALL_DEMO", default=False)  # shows sign-ins and mail on pages; never on by itself
EMBEDDED = None if env.text("DATABASE_URL") or env.text("DATABASE_APP_URL") else EmbeddedServer(STATE)
SECRET_KEY = (
    env.kept_secret(STATE / "secret-key")
    if EMBEDDED
    else env.required("GUILDHALL_SECRET_KEY", purpose="it signs sessions and codes")
)
SECRET_KEY_FALLBACKS = env.several("GUILDHALL_SECRET_KEYS_BEFORE")  # still read, never signed with: for a change of key
SIGNED_COOKIE_LEGACY_SALT_FALLBACK = False
FOR_PEOPLE = env.text("GUILDHALL_PROCESS") == "web"  # somebody waits for each answer; see wsgi.py

# --- Hosts: <partner>.<base>, jobs.<base> and <base> ------------------------------------------------------------------
BASE_HOST = env.text("GUILDHALL_BASE_HOST", "guildhall.localhost")
HOST_PORT = env.text("GUILDHALL_HOST_PORT")  # written after the host in links when it is not the scheme's own
HOST_SCHEME = env.text("GUILDHALL_HOST_SCHEME", "http" if EMBEDDED else "https")
ENCRYPTED = HOST_SCHEME == "https"
ALLOWED_HOSTS = HostsWeServe()
REGISTRY_LOOKED_AT_EVERY_SECONDS = 1.0  # so long may a process not know that a partner came, went or was suspended
SELLER_NAME = env.text("GUILDHALL_SELLER_NAME", "Guildhall")  # who issues e-invoices to the partners
SELLER_GLN = env.text("GUILDHALL_SELLER_GLN")  # its location number, of 13 digits; none, no e-invoices
SELLER_VAT_NUMBER = env.text("GUILDHALL_SELLER_VAT_NUMBER")  # for partners that are taxed or exempt
CONTACT = env.text("GUILDHALL_CONTACT", f"help@{BASE_HOST}")  # whom people ask when a partner's pages are closed

# --- Rooms -----------------------------------------------------------------------------------------------------------
SHARED_APPS = [
    "django_tenants",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",  # its templates, since FORM_RENDERER is ours
    "rest_framework",
    "drf_spectacular",
    "allauth",
    "allauth.account",
    "guildhall.database",
    "guildhall.web",
    "guildhall.audit",
    "guildhall.notices",
    "guildhall.documents",
    "guildhall.reference",
    "tenants",
    "guildhall.access",
    "guildhall.metering",
    "guildhall.charging",
    "apps.jobs_board",
    "apps.account_services.baselines",
    "apps.partnership",
    "guildhall.config",
]
TENANT_APPS = [
    "guildhall.notices.enclosures",
    "guildhall.directory",
    "apps.recruitment",
    "apps.account_services",
    "apps.organisation",
]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]

# --- The wall --------------------------------------------------------------------------------------------------------
TENANT_MODEL = "tenants.Partner"
TENANT_DOMAIN_MODEL = "tenants.Domain"
DATABASE_ROUTERS = ["django_tenants.routers.TenantSyncRouter"]
MIGRATION_LOCK_TIMEOUT = "2s"  # people wait behind a migration no longer than this; it backs off and comes again
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LOGIN = login_of_this_process()
LOGINS = database_logins(EMBEDDED, state=STATE)
POOL_MAX = env.number("GUILDHALL_POOL_MAX", 0)  # connections that the threads of a web process share; 0: one each
DATABASES = {
    "default": {
        "ENGINE": "guildhall.database.backend",
        "CONN_MAX_AGE": 0 if POOL_MAX else 60,
        "CONN_HEALTH_CHECKS": True,
        **({"OPTIONS": {"pool": pool_options(POOL_MAX)}} if POOL_MAX else {}),
        **login(LOGINS, LOGIN),
    }
}
DATABASE_PATIENCE = (
    env.patience(statement="5s", lock="2s", idle="30s")
    if FOR_PEOPLE
    else env.patience(statement="15min", lock="30s", idle="5min")
)
DATABASES["default"]["OPTIONS"] = {**DATABASES["default"].get("OPTIONS", {}), "options": DATABASE_PATIENCE}

# --- The way in ------------------------------------------------------------------------------------------------------
MIDDLEWARE = [
    "guildhall.web.requests.RequestMiddleware",  # outermost of all: every answer has its number, its line and its count
    "guildhall.access.middleware.HostMiddleware",  # which host is this, and nowhere again afterwards
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "guildhall.access.middleware.SignInPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "guildhall.access.sessions.HostSessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "guildhall.web.moment.MomentMiddleware",
    "guildhall.access.middleware.ActorMiddleware",
    "guildhall.access.middleware.VisitMiddleware",
]
ROOT_URLCONF = "guildhall.config.base_urls"
HOST_URLCONFS = {
    "base": "guildhall.config.base_urls",
    "jobs": "guildhall.config.jobs_urls",
    "partner": "guildhall.config.partner_urls",
}
WSGI_APPLICATION = "guildhall.config.wsgi.application"

AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["guildhall.access.sign_in.PeopleBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",  # of passwords set before; made anew at the next sign-in
]
PASSWORD_RESET_TIMEOUT = 60 * 60
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
SESSION_ENGINE = "guildhall.access.sessions"
SESSION_COOKIE_NAME = "__Host-sid" if ENCRYPTED else "sid"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENCRYPTED
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_SAVE_EVERY_REQUEST = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 4_000_000  # a file of costs, kept between preview and load
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_NUMBER_FILES = 10
FILE_UPLOAD_PERMISSIONS, FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o600, 0o700
CSRF_COOKIE_NAME = "__Host-csrf" if ENCRYPTED else "csrf"
CSRF_COOKIE_HTTPONLY = True  # the token stands in the form; no script needs the cookie
CSRF_FAILURE_VIEW = "guildhall.web.errors.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # a cookie's would be good on any host
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "guildhall.access.sign_in.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "guildhall.access.forms.SignInForm",
    "signup": "guildhall.access.forms.NewAccountForm",
    "request_login_code": "guildhall.access.forms.CodeRequestForm",
    "confirm_login_code": "guildhall.access.forms.SignInCodeForm",
    "confirm_email_verification_code": "guildhall.access.forms.AddressCodeForm",
    "confirm_password_reset_code": "guildhall.access.forms.PasswordCodeForm",
    "reset_password_from_key": "guildhall.access.forms.NewPasswordForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True  # codes, good in the browser that asked
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False  # a session ends with the browser or after twelve hours; nobody is asked
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}

# --- Machines ---------------------------------------------------------------------------------------------------------
API_REQUESTS_A_MINUTE = env.number("GUILDHALL_API_REQUESTS_A_MINUTE", 6000)  # for each token, on whichever host
REST_FRAMEWORK = {
    "EXCEPTION_HANDLER": "guildhall.web.api.answer_for",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_AUTHENTICATION_CLASSES": [],  # every door stands on guildhall.access.api.TokenView, which knows tokens
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],  # and what does not, stays shut
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [],
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Guildhall",
    "VERSION": "1",
    "DESCRIPTION": "For machines: usage events in, and how far each source is complete. See docs/api.md.",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
}

# --- Pages -----------------------------------------------------------------------------------------------------------
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PROJECT / "templates"],
        "OPTIONS": {
            "context_processors": ["django.template.context_processors.request", "guildhall.access.frame.frame"],
            "builtins": ["guildhall.web.templatetags.guildhall"],
            "loaders": (
                ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"]
                if DEBUG
                else [
                    (
                        "django.template.loaders.cached.Loader",
                        ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"],
                    )
                ]
            ),
        },
    }
]
FORM_RENDERER = "guildhall.web.forms.PageRenderer"
STATIC_URL = "/static/"
STATIC_ROOT = env.text("GUILDHALL_STATIC_ROOT", "" if EMBEDDED else str(PROJECT / "collected")) or None
STATICFILES_DIRS = [PROJECT / "static" / "built"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_USE_FINDERS = bool(EMBEDDED)
if EMBEDDED:  # straight from static/built, with nothing to collect first
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
MEDIA_ROOT = env.text("GUILDHALL_FILES", str(STATE / "files"))

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = USE_TZ = True

# --- What a browser may do -------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [
            SELF,
            "'sha256-tDOvXJi1PXbg0CWjLCCYSNHRXtps26K4JXkE3M6u/c0='",
        ],  # the kit's one line: see layouts/base.html
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [SELF],
        "frame-ancestors": [NONE],
    }
}
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if ENCRYPTED else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = ENCRYPTED  # every member's host stands under ours
SECURE_SSL_REDIRECT = ENCRYPTED
SECURE_REDIRECT_EXEMPT = [r"^api/"]  # a machine that sends its token in the clear is refused, not led on
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SILENCED_SYSTEM_CHECKS = ["security.W021"]  # a domain goes on browsers' preload lists when its owner says so
BEHIND_PROXY = env.flag("GUILDHALL_BEHIND_PROXY", False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("GUILDHALL_PROXIES", 1) if BEHIND_PROXY else 0  # else the proxy is everybody
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# --- Mail ------------------------------------------------------------------------------------------------------------
EMAIL_FOLDER = STATE / "mail"
DEFAULT_FROM_EMAIL = env.text("GUILDHALL_MAIL_FROM", f"no-reply@{BASE_HOST}")
if env.text("EMAIL_HOST"):
    EMAIL_HOST, EMAIL_PORT = env.text("EMAIL_HOST"), env.number("EMAIL_PORT", 587)
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_USER"), env.text("EMAIL_HOST_PASSWORD")
    EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", True)  # the server's certificate is checked
    EMAIL_TIMEOUT = 10
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(EMAIL_FOLDER)

# --- Background work -------------------------------------------------------------------------------------------------
BROKER_URL = env.text("BROKER_URL")  # empty means the queue inside our own PostgreSQL
DELIVERY_LEASE_SECONDS = env.number("GUILDHALL_DELIVERY_LEASE", 300)  # longer than config/celery.py's longest task

DELIVERIES_AT_ONCE = env.number("GUILDHALL_DELIVERIES_AT_ONCE", 8)  # of one partner and queue, in workers' hands

# --- Log and figures -------------------------------------------------------------------------------------------------
LOG_FORM = env.one_of("GUILDHALL_LOG", ["lines", "json"], default="lines" if EMBEDDED else "json")
METRICS_TOKEN = env.text("GUILDHALL_METRICS_TOKEN")  # without one, /metrics answers this machine alone
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"hiding": {"()": "guildhall.web.events.HidingFilter"}},
    "formatters": {
        "lines": {
            "()": "guildhall.web.events.PlainLines",
            "format": "%(asctime)s %(levelname)s %(name)s: %(message)s",
        },
        "json": {"()": "guildhall.web.events.JsonLines"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": LOG_FORM, "filters": ["hiding"]}},
    "loggers": {
        "guildhall.events": {"level": "INFO" if LOG_FORM == "json" else "WARNING"},  # a terminal is for people
        "django": {"handlers": [], "level": "WARNING", "propagate": True},  # Django's own handlers mail and print
    },
    "root": {"handlers": ["console"], "level": env.text("GUILDHALL_LOG_LEVEL", "WARNING")},
}
