"""What answers on the jobs host. Its pages read `public` alone; the doors for applying belong to recruitment."""

from importlib import import_module

from django.urls import include, path

urlpatterns = [
    path("", include("guildhall.access.urls_everywhere")),
    path("", include("apps.jobs_board.urls")),
    path("", include("apps.recruitment.candidate_urls")),
]
handler400, handler403 = "guildhall.web.errors.bad_request", "guildhall.web.errors.forbidden"
handler404, handler500 = "guildhall.web.errors.not_found", "guildhall.web.errors.server_error"

navigation = [place for room in ("apps.jobs_board.urls",) for place in import_module(room).navigation]
"""The header's places, in the rooms' own order: label, address, and the roles that see it (none means everyone)."""
