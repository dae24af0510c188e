"""Credentials of target systems, sealed with a key that comes from the installation's secret and is stored nowhere."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

PURPOSE = b"guildhall account services credential v1"


class SealBroken(Exception):
    """The credential was sealed with another secret, or was changed."""


def seal(credential: str) -> str:
    """The credential, unreadable without this installation's secret."""
    return _key().encrypt(credential.encode()).decode()


def unseal(sealed: str) -> str:
    """The credential again. Raises: SealBroken."""
    try:
        return _key().decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise SealBroken("The credential can no longer be opened. Enter it again.") from None


def _key() -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(settings.SECRET_KEY.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
