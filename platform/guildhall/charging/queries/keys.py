"""What a key says of members and services, held against those that there are."""

from __future__ import annotations

from guildhall.charging.keys import Key, faults_of
from guildhall.charging.models import Pool
from tenants.models import Partner


def what_is_wrong_with(key: Key, *, pool_code: str) -> list[str]:
    """Everything that is wrong with a key for a pool, every reason at once; it names members and services that there
    are, and never itself.

    A question for the members and one for the services, if it names any.
    """
    named = {code for code, _ in key.fixed} | {*key.floor.own, *key.ceiling.own}
    known = set(Partner.objects.filter(code__in=named).values_list("code", flat=True)) if named else set()
    return [
        *faults_of(key),
        *(f"There is no member “{code}”." for code in sorted(named - known)),
        *_faults_of_services(key, pool_code),
    ]


def _faults_of_services(key: Key, pool_code: str) -> list[str]:
    served = {code for code, _ in key.serves}
    known = set(Pool.objects.filter(code__in=served).values_list("code", flat=True)) if served else set()
    faults = [f"There is no service “{code}”." for code in sorted(served - known - {pool_code})]
    return [*faults, *(["A service does not serve itself."] if pool_code in served else [])]
