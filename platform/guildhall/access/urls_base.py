"""Signing in itself, on the base host alone."""

from django.urls import include, path

from guildhall.access.views.signing_in import HandOffView, OrganisationsView, SignOutView

urlpatterns = [
    path("account/logout/", SignOutView.as_view(), name="account_logout"),  # before allauth's own: one way out
    path("account/", include("allauth.account.urls")),
    path("hand-off/", HandOffView.as_view(), name="hand-off"),
    path("organisations/", OrganisationsView.as_view(), name="organisations"),
]
