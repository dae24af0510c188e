"""What answers on the base host: the front page, signing in, the partnership's desk."""

from importlib import import_module

from django.urls import include, path

urlpatterns = [
    path("", include("guildhall.access.urls_everywhere")),
    path("", include("guildhall.access.urls_base")),
    path("", include("guildhall.web.urls")),
    path("", include("apps.partnership.urls")),
    path("", include("guildhall.metering.urls")),
]
handler400, handler403 = "guildhall.web.errors.bad_request", "guildhall.web.errors.forbidden"
handler404, handler500 = "guildhall.web.errors.not_found", "guildhall.web.errors.server_error"

navigation = [place for room in ("apps.partnership.urls",) for place in import_module(room).navigation]
"""The header's places, in the rooms' own order: label, address, and the roles that see it (none means everyone)."""

stands_under = import_module("apps.partnership.urls").stands_under
