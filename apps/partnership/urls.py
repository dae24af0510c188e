"""Addresses of the shared service's desk, on the base host."""

from django.urls import path, register_converter

from apps.partnership.views import front, jobs, mail, months, partners
from guildhall.access.roles import Role
from guildhall.web.converters import MonthConverter

register_converter(MonthConverter, "month")

urlpatterns = [
    path("", front.FrontView.as_view(), name="front"),
    path("home/", front.HomeView.as_view(), name="home"),
    path("mail/", mail.MailView.as_view(), name="mail"),
    path("partners/", partners.PartnersView.as_view(), name="partners"),
    path("partners/export/", partners.PartnersFileView.as_view(), name="partners-file"),
    path("partners/new/", partners.ApplyView.as_view(), name="partner-new"),
    path("partners/<slug:code>/", partners.PartnerView.as_view(), name="partner"),
    path("partners/<slug:code>/agreement/", partners.AgreementView.as_view(), name="partner-agreement"),
    path("partners/<slug:code>/building/", partners.BuildingView.as_view(), name="partner-building"),
    path("partners/<slug:code>/visit/", partners.VisitView.as_view(), name="partner-visit"),
    path("jobs/", jobs.JobsView.as_view(), name="jobs"),
    path("jobs/replays/", jobs.ReplaysView.as_view(), name="jobs-replays"),
    path("jobs/<int:delivery_id>/", jobs.JobView.as_view(), name="job"),
    path("jobs/<int:delivery_id>/replay/", jobs.ReplayView.as_view(), name="job-replay"),
    path("jobs/<int:delivery_id>/aside/", jobs.SettingAsideView.as_view(), name="job-aside"),
    path("months/", months.MonthsView.as_view(), name="months"),
    path("months/<month:month>/", months.MonthView.as_view(), name="month"),
    path("months/<month:month>/costs/", months.CostFileView.as_view(), name="month-costs"),
    path("months/<month:month>/costs/load/", months.CostLoadView.as_view(), name="month-costs-load"),
    path("months/<month:month>/costs/withdrawal/", months.CostWithdrawalView.as_view(), name="month-costs-withdrawal"),
    path("months/<month:month>/approval/", months.ApprovalView.as_view(), name="month-approval"),
    path("months/<month:month>/close/", months.CloseView.as_view(), name="month-close"),
    path("statements/<str:number>/retry/", months.RetryView.as_view(), name="statement-retry"),
]

navigation = [
    ("Home", "/home/", (Role.OPERATOR, Role.HOST_FINANCE, Role.BOARD)),
    ("Months", "/months/", (Role.HOST_FINANCE, Role.BOARD)),
    ("Partners", "/partners/", (Role.OPERATOR,)),
    ("Jobs", "/jobs/", (Role.OPERATOR,)),
]
