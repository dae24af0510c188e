"""The first people of an installation are appointed on the command line: there is nobody yet to invite them."""

from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command

from guildhall.access.models import Membership, User


def _appoint(*words: str) -> str:
    said = io.StringIO()
    call_command("appoint", *words, stdout=said)
    return said.getvalue()


def test_the_first_operator_is_appointed(on_platform):
    said = _appoint("olive@new.example", "Olive Park")

    membership = Membership.objects.get(user__email="olive@new.example")
    assert said == "Olive Park may sign in as platform operator, by a code sent to olive@new.example.\n"
    assert (membership.partner, membership.roles) == (None, ["operator"])


def test_they_have_no_password_that_anybody_could_guess(on_platform):
    _appoint("olive@new.example", "Olive Park")

    olive = User.objects.get(email="olive@new.example")
    assert (olive.has_usable_password(), olive.check_password("")) == (False, False)


def test_nobody_is_appointed_twice(on_platform):
    _appoint("olive@new.example", "Olive Park", "--role", "host_finance")

    with pytest.raises(CommandError, match=r"^This has already been done:\n- "):
        _appoint("olive@new.example", "Olive Park")
