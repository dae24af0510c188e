"""The world in figures, for whoever wants to check it without a browser."""

from __future__ import annotations

from typing import Any

from apps.account_services.models import Account
from apps.recruitment.models import Application, Vacancy
from guildhall.access.models import User
from guildhall.charging.queries.summaries import summary_for_demo
from guildhall.directory.models import Employment, Site
from tenants.context import inside, on_the_platform
from tenants.queries import live_partners


def world_in_figures() -> dict[str, Any]:
    """Partners, people, vacancies, applications, accounts; from the books usage, costs, statements and their sums."""
    with on_the_platform():
        partners = live_partners()
        people = User.objects.count()
        books = summary_for_demo()
    counts = dict.fromkeys(("vacancies", "applications", "accounts", "staff", "places"), 0)
    for partner in partners:
        with inside(partner):
            counts["vacancies"] += Vacancy.objects.count()
            counts["applications"] += Application.objects.count()
            counts["accounts"] += Account.objects.count()
            counts["staff"] += Employment.objects.count()
            counts["places"] += Site.objects.count()
    return {"partners": [partner.name for partner in partners], "people": people, **counts, **books}
