"""A host that is known beforehand: what stands where our own look-up of the host stands, in plain Django."""

from __future__ import annotations

import os
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from tenants.context import inside
from tenants.hosts import Host
from tenants.models import Partner


class OneHost:
    """Every request is the one partner's. The place is noted for the code that asks where it is; no backend looks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.partner: Partner | None = None

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if self.partner is None:
            self.partner = Partner.objects.get(schema_name=os.environ["BENCH_SCHEMA"])
        request.host = Host(request.META["HTTP_HOST"], "partner", self.partner)
        request.partner, request.urlconf = self.partner, "guildhall.config.partner_urls"
        with inside(self.partner):
            return self.get_response(request)
