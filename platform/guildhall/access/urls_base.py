"""Signing in itself, on the base host alone."""

from django.urls import include, path

from guildhall.access.views.signing_in import HandOffView, OrganisationsView

urlpatterns = [
    path("account/", include("allauth.account.urls")),
    path("hand-off/", HandOffView.as_view(), name="hand-off"),
    path("organisations/", OrganisationsView.as_view(), name="organisations"),
]
