"""Who may come in."""

from __future__ import annotations

from guildhall.access.roles import VISITOR, Role
from guildhall.access.views import PartnerView


class AccountsView(PartnerView):
    """For those who decide about accounts, and those who look after the systems."""

    roles = {Role.ACCOUNT_APPROVER, Role.ADMINISTRATOR}


class AccountsRecordView(AccountsView):
    """What they read; open to visits."""

    roles = {Role.ACCOUNT_APPROVER, Role.ADMINISTRATOR, VISITOR}


class ApproverView(PartnerView):
    """For those who decide."""

    roles = {Role.ACCOUNT_APPROVER}


class TargetKeeperView(PartnerView):
    """For those who look after the systems."""

    roles = {Role.ADMINISTRATOR}
