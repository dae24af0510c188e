"""What a membership lets a person do. One list, two places: with a partner, or in the partnership itself."""

from __future__ import annotations

from django.db.models import TextChoices


class Role(TextChoices):
    """With a partner: the first seven. In the partnership: the rest."""

    RECRUITER = "recruiter", "Recruiter"
    APPROVER = "approver", "Approver"
    PANEL = "panel", "Panel member"
    ADMINISTRATOR = "administrator", "Administrator"
    FINANCE = "finance", "Finance officer"
    ACCOUNT_APPROVER = "account_approver", "Account approver"
    STAFF = "staff", "Staff member"
    OPERATOR = "operator", "Platform operator"
    HOST_FINANCE = "host_finance", "Shared-service finance officer"
    BOARD = "board", "Board member"
    ANALYST = "analyst", "Analyst"


VISITOR = "visitor"
"""What an operator is on a partner's host during a visit. It is no Role: no membership and no invitation can hold it.

A page is open to visits if its `roles` name it; every verb refuses it, since none does.
"""

WITH_A_PARTNER = (
    Role.RECRUITER, Role.APPROVER, Role.PANEL, Role.ADMINISTRATOR, Role.FINANCE, Role.ACCOUNT_APPROVER, Role.STAFF,
)  # fmt: skip
IN_THE_PARTNERSHIP = (Role.OPERATOR, Role.HOST_FINANCE, Role.BOARD, Role.ANALYST)

IN_WORDS: dict[str, str] = {
    Role.RECRUITER: "Can draft and publish vacancies, see applications once shortlisted, make offers",
    Role.APPROVER: "Can approve or send back vacancies",
    Role.PANEL: "Can score applications, without names",
    Role.ADMINISTRATOR: "Can invite people, change roles, see the organisation's settings and history",
    Role.FINANCE: "Can see usage, statements and how the organisation's share was worked out",
    Role.ACCOUNT_APPROVER: "Can approve requests for accounts",
    Role.STAFF: "Can see their own requests",
    Role.OPERATOR: "Can bring partners in and watch the platform",
    Role.HOST_FINANCE: "Can load costs and close months",
    Role.BOARD: "Can see costs and shares of every member",
    Role.ANALYST: "Can work for the partners they serve",
}


def sender_for(source: str) -> str:
    """What a token that sends usage holds: for one source by its code, or for every source of its partner. It is no
    Role: no membership and no invitation can hold it.
    """
    return f"sends usage for {source}" if source else "sends usage"
