"""What signs, seals, draws a secret or hides a value in a form is tried on the wrong host, or says why not."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from django.conf import settings

from tests.access.credentials import CREDENTIALS
from tests.house.plan import TEMPLATES, trees, where

MAKERS = {
    "Signer", "TimestampSigner", "signing", "make_token", "check_token", "PasswordResetTokenGenerator", "salted_hmac",
    "hmac", "compare_digest", "token_urlsafe", "token_hex", "token_bytes", "get_random_string", "Fernet", "MultiFernet",
    "AESGCM", "ChaCha20Poly1305", "HKDF", "b64decode", "urlsafe_b64decode", "jwt", "set_cookie", "set_signed_cookie",
    "get_signed_cookie", "EmailConfirmationHMAC",
}  # fmt: skip
TRIED = {
    "platform/guildhall/access/operations/belonging.py token_urlsafe": "an invitation",
    "platform/guildhall/access/operations/passing.py token_urlsafe": "a pass",
    "platform/guildhall/access/operations/passing.py compare_digest": "a pass",
    "platform/guildhall/access/views/signing_in.py token_urlsafe": "a pass",
    "platform/guildhall/access/health.py compare_digest": "the token for figures",
    "apps/partnership/views/months.py b64decode": "costs that were looked at",
    "platform/guildhall/access/operations/tokens.py token_urlsafe": "a machine's token",
    "apps/organisation/views/tokens.py make_token": "a machine's token",
    "apps/partnership/presenters/sources.py make_token": "a machine's token",
}
OF_NO_HOST = {
    "platform/guildhall/config/env.py token_urlsafe": "the installation's own secret, which no host takes",
    "platform/guildhall/web/requests.py token_hex": "the number of a request in the log, which opens nothing",
    "apps/account_services/connectors/ldap.py token_urlsafe": "a password of a directory of the partner's own",
    "apps/account_services/connectors/table.py token_bytes": "a password of our own directory that nobody is told",
    "tenants/erasure_records.py signing": "the next line",
    "tenants/erasure_records.py Signer": "compared where it lies; tried in tests/tenants/test_erasure_records.py",
    "apps/account_services/sealing.py Fernet": "stays in the partner's own schema; no page shows it or takes it sealed",
    "apps/account_services/sealing.py HKDF": "the same",
}
HIDDEN_IN_FORMS = {
    "action": "a word that allauth knows",
    "at": "the place of an item in one's own list, found behind the gate of the application",
    "file_name": "what a file is called; it is written down with its costs",
    "hearer": "a name in the code, of which the operator replays what is parked",
    "kept": "the bytes of a file that its sender chose, read and judged again when loaded",
    "kind": "a name in the code, of which the operator replays what is parked",
    "load": "the number of the costs that were looked at: approval refuses any but those in force",
    "rows": "how many rows of a form follow, sixty at most",
    "weight": "what a joiner weighs, as it was tried; the verb judges it like a typed one",
}
FROM_OTHERS = {
    "django_tenants": "makes none",
    "django.contrib.contenttypes": "makes none",
    "django.contrib.auth": "passwords and sessions, which are tried; its reset tokens are not used",
    "django.contrib.messages": "words said once, kept in the session",
    "django.contrib.staticfiles": "makes none",
    "django.contrib.postgres": "makes none",
    "django.forms": "makes none",
    "rest_framework": "makes none; its own tokens are not used",
    "drf_spectacular": "makes none",
    "allauth": "makes none by itself",
    "allauth.account": "codes and keys by e-mail, which are tried",
}


def _makers() -> Iterator[str]:
    for file, tree in trees():
        for node in ast.walk(tree):
            named = {getattr(node, "id", ""), getattr(node, "attr", "")}
            if isinstance(node, ast.Import | ast.ImportFrom):
                paths = [getattr(node, "module", "") or "", *(alias.name for alias in node.names)]
                named = {part for path in paths for part in path.split(".")}
            yield from (f"{where(file)} {name}" for name in named & MAKERS)


def _hidden_names() -> Iterator[str]:
    for file in TEMPLATES:
        for field in re.findall(r'<input[^>]*type="hidden"[^>]*>', file.read_text()):
            yield from re.findall(r'name="([\w-]+)"', field)
    for _, tree in trees():
        acts = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Act")
        dicts = (word.value for act in acts for word in act.keywords if word.arg == "fields")
        yield from (key.value for one in dicts for key in one.keys)


def test_whatever_makes_or_reads_a_secret_is_tried_on_the_wrong_host():
    known = set(TRIED) | set(OF_NO_HOST)

    assert set(_makers()) - known == set(), (
        "Add a Credential to tests/access/credentials.py that brings it to every host, and name it here in TRIED; "
        "or say in OF_NO_HOST why no host ever takes it."
    )
    assert known - set(_makers()) == set(), "This is no longer made: take it out."


def test_what_is_said_to_be_tried_is_tried():
    assert set(TRIED.values()) - {credential.words for credential in CREDENTIALS} == set()


def test_every_value_hidden_in_a_form_says_who_judges_it():
    assert set(_hidden_names()) == set(HIDDEN_IN_FORMS), (
        "A hidden value comes back as anybody likes: say in HIDDEN_IN_FORMS who judges it, or, if it is signed, try it "
        "on the wrong host."
    )


def test_the_libraries_that_could_make_credentials_are_those_that_were_looked_at():
    ours = ("guildhall", "tenants", "apps.")
    others = [app for app in settings.INSTALLED_APPS if not app.startswith(ours)]

    assert others == list(FROM_OTHERS), "Say what credentials it makes, and add each to tests/access/credentials.py."
