"""What a key says of members and services, held against those that there are."""

from __future__ import annotations

from guildhall.charging.keys import Key, faults_of
from tenants.models import Partner


def what_is_wrong_with(key: Key) -> list[str]:
    """Everything that is wrong with a key, every reason at once; of those it names, only who is there can bear it.

    One question, if it names anybody.
    """
    named = {code for code, _ in key.fixed} | {*key.floor.own, *key.ceiling.own}
    known = set(Partner.objects.filter(code__in=named).values_list("code", flat=True)) if named else set()
    return [*faults_of(key), *(f"There is no member “{code}”." for code in sorted(named - known))]
