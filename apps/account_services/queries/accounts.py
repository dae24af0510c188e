"""Questions about accounts and where they stand."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from apps.account_services.models import Account, TargetSystem


def accounts_named(name: str = "", *, target_id: int | None = None, enabled: bool | None = None) -> QuerySet[Account]:
    """Accounts that stand, by login, narrowed to a name, a system, or those that are on or off."""
    found = Account.objects.standing().select_related("target", "employment__person")
    if name:
        found = found.filter(Q(login__icontains=name) | Q(employment__person__name__icontains=name))
    if target_id is not None:
        found = found.filter(target_id=target_id)
    if enabled is not None:
        found = found.filter(enabled=enabled)
    return found.order_by("login", "id")


def target_systems() -> list[tuple[TargetSystem, int]]:
    """The partner's target systems by name, each with how many accounts stand on it."""
    standing = Count("accounts", filter=~Q(accounts__remote_id=""))
    found = TargetSystem.objects.annotate(standing=standing).order_by("name")
    return [(target, target.standing) for target in found]
