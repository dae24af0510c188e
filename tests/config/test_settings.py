"""The production settings, as a process of its own loads them, line by line."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOLD = {
    "DATABASE_URL": "postgresql://guildhall_owner:secret@db.invalid/guildhall",
    "GUILDHALL_SECRET_KEY": "a-key-of-fifty-characters-and-more-0123456789-ABCDEFGHIJ",
    "GUILDHALL_BASE_HOST": "guildhall.example.org",
    "GUILDHALL_BEHIND_PROXY": "yes",
    "GUILDHALL_PROXIES": "1",
    "EMAIL_HOST": "mail.example.org",
    "DJANGO_SETTINGS_MODULE": "guildhall.config.settings",
    "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "platform")]),
}
PRINT_THEM = """
import json, django
from django.conf import settings
django.setup()
from celery import current_app
from tenants.models import Partner
told = {name: getattr(settings, name) for name in dir(settings) if name.isupper() and name != "ALLOWED_HOSTS"}
told["HOSTS_ARE"] = type(settings.ALLOWED_HOSTS).__name__
told["CELERY"] = {name: current_app.conf[name] for name in current_app.conf.keys()}
told["PARTNER"] = {name: getattr(Partner, name) for name in ("auto_create_schema", "auto_drop_schema", "clone_mode")}
print(json.dumps(told, default=str))
"""
LINES = {  # each line of the checklist that applies to what there is: the setting, and what it must be
    "DEBUG": False,
    "DEMO": False,
    "EMBEDDED": None,
    "HOSTS_ARE": "HostsWeServe",
    "USE_X_FORWARDED_HOST": False,
    "SECURE_PROXY_SSL_HEADER": ["HTTP_X_FORWARDED_PROTO", "https"],
    "SECURE_SSL_REDIRECT": True,
    "SECURE_HSTS_SECONDS": 31_536_000,
    "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
    "SESSION_COOKIE_NAME": "__Host-sid",
    "CSRF_COOKIE_NAME": "__Host-csrf",
    "SESSION_COOKIE_SECURE": True,
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Lax",
    "SESSION_COOKIE_DOMAIN": None,
    "SESSION_COOKIE_PATH": "/",
    "SESSION_COOKIE_AGE": 43_200,
    "SESSION_ENGINE": "guildhall.access.sessions",
    "SESSION_SAVE_EVERY_REQUEST": False,
    "CSRF_COOKIE_SECURE": True,
    "CSRF_COOKIE_HTTPONLY": True,
    "CSRF_COOKIE_SAMESITE": "Lax",
    "CSRF_COOKIE_DOMAIN": None,
    "CSRF_TRUSTED_ORIGINS": [],
    "MESSAGE_STORAGE": "django.contrib.messages.storage.session.SessionStorage",
    "SIGNED_COOKIE_LEGACY_SALT_FALLBACK": False,
    "SECURE_CROSS_ORIGIN_OPENER_POLICY": "same-origin",
    "SECURE_REFERRER_POLICY": "same-origin",
    "SECURE_CONTENT_TYPE_NOSNIFF": True,
    "X_FRAME_OPTIONS": "DENY",
    "CONTENT_SECURITY_POLICY.DIRECTIVES.default-src": ["'none'"],
    "CONTENT_SECURITY_POLICY.DIRECTIVES.frame-ancestors": ["'none'"],
    "DATA_UPLOAD_MAX_MEMORY_SIZE": 4_000_000,
    "DATA_UPLOAD_MAX_NUMBER_FIELDS": 500,
    "DATA_UPLOAD_MAX_NUMBER_FILES": 10,
    "FILE_UPLOAD_PERMISSIONS": 0o600,
    "FILE_UPLOAD_DIRECTORY_PERMISSIONS": 0o700,
    "MEDIA_URL": "/",
    "PASSWORD_HASHERS.0": "django.contrib.auth.hashers.Argon2PasswordHasher",
    "AUTH_PASSWORD_VALIDATORS.0.OPTIONS.min_length": 12,
    "PASSWORD_RESET_TIMEOUT": 3600,
    "SECRET_KEY_FALLBACKS": [],
    "EMAIL_USE_TLS": True,
    "EMAIL_TIMEOUT": 10,
    "LOGIN": "app",
    "DATABASES.default.USER": "guildhall_app",
    "DATABASES.default.ATOMIC_REQUESTS": False,
    "DATABASES.default.CONN_HEALTH_CHECKS": True,
    "PARTNER.auto_create_schema": False,
    "PARTNER.auto_drop_schema": False,
    "ALLAUTH_TRUSTED_PROXY_COUNT": 1,
    "ACCOUNT_EMAIL_VERIFICATION": "mandatory",
    "ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED": True,
    "ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED": True,
    "ACCOUNT_LOGOUT_ON_GET": False,
    "CELERY.accept_content": ["json"],
    "CELERY.task_serializer": "json",
    "CELERY.task_acks_late": True,
    "CELERY.task_reject_on_worker_lost": True,
    "CELERY.task_ignore_result": True,
    "CELERY.worker_enable_remote_control": False,
    "CELERY.worker_soft_shutdown_timeout": 60,
    "CELERY.worker_cancel_long_running_tasks_on_connection_loss": True,
    "CELERY.result_backend": None,
}
ABSENT = (
    "TENANT_LIMIT_SET_CALLS",
    "SHOW_PUBLIC_IF_NO_TENANT_FOUND",
    "PG_EXTRA_SEARCH_PATHS",
    "SOCIALACCOUNT_EMAIL_AUTHENTICATION",
)


def _run(*command: str, **told: str) -> subprocess.CompletedProcess[str]:
    not_ours = ("GUILDHALL_", "DATABASE_", "EMAIL_", "DJANGO_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(not_ours)}
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=kept | TOLD | told, capture_output=True, text=True, check=False
    )


def _settings(tmp_path_factory, **told: str) -> dict[str, object]:
    state = str(tmp_path_factory.mktemp("state"))
    loaded = _run("-c", PRINT_THEM, GUILDHALL_STATE=state, **told)
    assert loaded.returncode == 0, loaded.stderr
    return json.loads(loaded.stdout)


@pytest.fixture(scope="module")
def of_a_worker(tmp_path_factory) -> dict[str, object]:
    return _settings(tmp_path_factory)


@pytest.fixture(scope="module")
def of_the_web(tmp_path_factory) -> dict[str, object]:
    return _settings(tmp_path_factory, GUILDHALL_PROCESS="web")


def _at(told: object, path: str) -> object:
    for part in path.split("."):
        told = told[int(part)] if isinstance(told, list) else told[part]
    return told


@pytest.mark.parametrize("name", LINES)
def test_each_line_of_the_checklist_holds(of_a_worker, name):
    assert _at(of_a_worker, name) == LINES[name]


@pytest.mark.parametrize("name", ABSENT)
def test_what_would_weaken_the_wall_is_not_set(of_a_worker, name):
    assert name not in of_a_worker


def test_a_web_process_has_little_patience_and_a_job_more(of_the_web, of_a_worker):
    limits = [told["DATABASES"]["default"]["OPTIONS"]["options"] for told in (of_the_web, of_a_worker)]

    assert limits == [
        "-c statement_timeout=5s -c lock_timeout=2s -c idle_in_transaction_session_timeout=30s",
        "-c statement_timeout=15min -c lock_timeout=30s -c idle_in_transaction_session_timeout=5min",
    ]


def test_the_web_application_says_of_itself_that_people_wait_for_it(tmp_path):
    words = "import guildhall.config.wsgi; from django.conf import settings; print(settings.FOR_PEOPLE)"

    assert _run("-c", words, GUILDHALL_STATE=str(tmp_path)).stdout == "True\n"


def test_a_connection_is_kept_for_a_minute_at_most(of_a_worker):
    assert 0 <= of_a_worker["DATABASES"]["default"]["CONN_MAX_AGE"] <= 60


def test_the_first_to_see_a_request_leaves_its_place_and_no_gis_or_admin_is_there(of_a_worker):
    apps = set(of_a_worker["INSTALLED_APPS"])

    assert of_a_worker["MIDDLEWARE"][1] == "guildhall.access.middleware.HostMiddleware"  # after the one that counts
    assert apps & {"django.contrib.gis", "django.contrib.admin", "django.contrib.sessions"} == set()


def test_no_page_is_kept_in_a_cache_that_people_share(of_a_worker):
    assert [one for one in of_a_worker["MIDDLEWARE"] if "CacheMiddleware" in one] == []


def test_djangos_own_check_of_a_deployment_finds_nothing(tmp_path):
    checked = _run("manage.py", "check", "--deploy", "--fail-level", "WARNING", GUILDHALL_STATE=str(tmp_path))

    assert (checked.returncode, checked.stderr) == (0, "")


def test_every_secret_may_stand_in_a_file(tmp_path_factory, monkeypatch):
    folder, in_files = tmp_path_factory.mktemp("secrets"), ("DATABASE_URL", "GUILDHALL_SECRET_KEY")
    secrets = {name: TOLD[name] for name in in_files} | {"EMAIL_HOST_PASSWORD": "a secret"}
    for name in in_files:
        monkeypatch.delitem(TOLD, name)
    for name, secret in secrets.items():
        (folder / name).write_text(f"{secret}\n")

    read = _settings(tmp_path_factory, **{f"{name}_FILE": str(folder / name) for name in secrets})

    assert read["SECRET_KEY"] == secrets["GUILDHALL_SECRET_KEY"]
    assert read["LOGINS"]["owner"]["USER"] == "guildhall_owner"
    assert read["EMAIL_HOST_PASSWORD"] == "a secret"


def test_a_release_waits_for_the_answers_in_hand_and_processes_are_made_anew():
    loaded = _run("-m", "gunicorn", "--config", "python:guildhall.config.gunicorn", "--print-config")

    told = dict(re.findall(r"^(\w+)\s+= (.*)$", loaded.stdout, re.MULTILINE))
    assert (told["wsgi_app"], told["bind"]) == ("guildhall.config.wsgi:application", "['127.0.0.1:8000']")
    assert (told["graceful_timeout"], told["max_requests"], told["max_requests_jitter"]) == ("60", "2000", "400")
