"""How every partner's home comes to each release."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from apps.partnership.presenters.migrating import MigrationsPage
from apps.partnership.views.partners import OperatorView
from tenants.queries import fleet_now


class MigrationsView(OperatorView):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(MigrationsPage.of(fleet_now(), at=request.moment))
