"""Addresses of the shared service's desk, on the base host."""

from django.urls import path

from apps.partnership.views import mail, partners
from guildhall.access.roles import Role

urlpatterns = [
    path("mail/", mail.MailView.as_view(), name="mail"),
    path("partners/", partners.PartnersView.as_view(), name="partners"),
    path("partners/new/", partners.ApplyView.as_view(), name="partner-new"),
    path("partners/<slug:code>/", partners.PartnerView.as_view(), name="partner"),
    path("partners/<slug:code>/agreement/", partners.AgreementView.as_view(), name="partner-agreement"),
    path("partners/<slug:code>/building/", partners.BuildingView.as_view(), name="partner-building"),
]

navigation = [("Partners", "/partners/", (Role.OPERATOR,))]
