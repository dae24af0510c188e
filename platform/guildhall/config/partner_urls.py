"""What answers on a partner's own host."""

from importlib import import_module

from django.urls import include, path

urlpatterns = [
    path("", include("guildhall.access.urls_everywhere")),
    path("", include("apps.organisation.urls")),
    path("", include("apps.recruitment.urls")),
    path("", include("apps.account_services.urls")),
    path("", include("guildhall.metering.urls")),
    path("", include("guildhall.charging.urls")),
]
handler400, handler403 = "guildhall.web.errors.bad_request", "guildhall.web.errors.forbidden"
handler404, handler500 = "guildhall.access.views.visiting.not_found", "guildhall.web.errors.server_error"

navigation = [
    place
    for room in ("apps.organisation.urls", "apps.recruitment.urls", "apps.account_services.urls")
    for place in import_module(room).navigation
]
"""The header's places, in the rooms' own order: label, address, and the roles that see it (none means everyone)."""

stands_under = import_module("apps.organisation.urls").stands_under
