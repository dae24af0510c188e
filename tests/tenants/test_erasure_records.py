"""The record of an erasure is genuine word for word, and its signature fits no other partner's."""

from __future__ import annotations

from tenants.erasure_records import is_genuine, signature_of
from tenants.models import Erasure

NORTHFIELDS = {"partner": {"code": "northfield", "key": "t_aaaaaaaaaa"}, "purpose": "They left.", "left": []}
EASTMOORS = NORTHFIELDS | {"partner": {"code": "eastmoor", "key": "t_bbbbbbbbbb"}}


def test_a_record_is_known_by_its_signature():
    assert is_genuine(Erasure(record=NORTHFIELDS, signature=signature_of(NORTHFIELDS)))


def test_the_signature_of_one_partners_record_is_none_of_anothers():
    signatures = (signature_of(NORTHFIELDS), "", "x")

    assert [is_genuine(Erasure(record=EASTMOORS, signature=one)) for one in signatures] == [False, False, False]


def test_another_installation_s_signature_is_not_taken_for_ours(settings):
    theirs = signature_of(NORTHFIELDS)
    settings.SECRET_KEY = "the secret of another installation"

    assert not is_genuine(Erasure(record=NORTHFIELDS, signature=theirs))
