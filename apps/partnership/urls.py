"""Addresses of the shared service's desk, on the base host."""

from django.urls import path, register_converter

from apps.partnership.views import (
    archives,
    conflicts,
    front,
    intakes,
    jobs,
    leaving,
    mail,
    migrating,
    months,
    partners,
    sources,
)
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
    path("partners/<slug:code>/suspension/", leaving.SuspensionView.as_view(), name="partner-suspension"),
    path("partners/<slug:code>/resumption/", leaving.ResumptionView.as_view(), name="partner-resumption"),
    path("partners/<slug:code>/notice/", leaving.NoticeView.as_view(), name="partner-notice"),
    path("partners/<slug:code>/call-back/", leaving.CallBackView.as_view(), name="partner-call-back"),
    path("partners/<slug:code>/successor/", leaving.SuccessorView.as_view(), name="partner-successor"),
    path("partners/<slug:code>/archives/", archives.ArchivesView.as_view(), name="partner-archives"),
    path("partners/<slug:code>/archives/<int:archive_id>/", archives.ArchiveView.as_view(), name="partner-archive"),
    path(
        "partners/<slug:code>/archives/<int:archive_id>/retry/",
        archives.ArchiveRetryView.as_view(),
        name="partner-archive-retry",
    ),
    path("partners/<slug:code>/closing/", archives.ClosingView.as_view(), name="partner-closing"),
    path("partners/<slug:code>/return/", archives.ReturnView.as_view(), name="partner-return"),
    path("partners/<slug:code>/erasure/", archives.ErasureView.as_view(), name="erasure"),
    path("partners/<slug:code>/erasure/new/", archives.ErasureRequestView.as_view(), name="erasure-new"),
    path("partners/<slug:code>/erasure/approval/", archives.ErasureApprovalView.as_view(), name="erasure-approval"),
    path(
        "partners/<slug:code>/erasure/withdrawal/", archives.ErasureWithdrawalView.as_view(), name="erasure-withdrawal"
    ),
    path("partners/<slug:code>/erasure/retry/", archives.ErasureRetryView.as_view(), name="erasure-retry"),
    path("partners/<slug:code>/erasure/record/", archives.ErasureRecordView.as_view(), name="erasure-record"),
    path("partners/<slug:code>/administrator/", partners.AdministratorView.as_view(), name="partner-administrator"),
    path("intakes/", intakes.IntakesView.as_view(), name="intakes"),
    path("intakes/new/", intakes.IntakeFileView.as_view(), name="intake-new"),
    path("intakes/<int:intake_id>/", intakes.IntakeView.as_view(), name="intake"),
    path("intakes/<int:intake_id>/confirmation/", intakes.ConfirmationView.as_view(), name="intake-confirmation"),
    path("intakes/<int:intake_id>/withdrawal/", intakes.WithdrawalView.as_view(), name="intake-withdrawal"),
    path("intakes/<int:intake_id>/resumption/", intakes.ResumptionView.as_view(), name="intake-resumption"),
    path("migrations/", migrating.MigrationsView.as_view(), name="migrations"),
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
    path("sources/", sources.SourcesView.as_view(), name="sources"),
    path("sources/new/", sources.SourceNewView.as_view(), name="source-new"),
    path("sources/<slug:source>/", sources.SourceView.as_view(), name="source"),
    path("sources/<slug:source>/retirement/", sources.RetirementView.as_view(), name="source-retirement"),
    path("sources/<slug:source>/tokens/new/", sources.SourceTokenNewView.as_view(), name="source-token-new"),
    path(
        "sources/<slug:source>/tokens/<int:token_id>/end/",
        sources.SourceTokenEndView.as_view(),
        name="source-token-end",
    ),
    path("conflicts/", conflicts.ConflictsView.as_view(), name="conflicts"),
    path("conflicts/<int:conflict_id>/", conflicts.ConflictView.as_view(), name="conflict"),
    path("conflicts/<int:conflict_id>/decision/", conflicts.DecisionView.as_view(), name="conflict-decision"),
    path("statements/<str:number>/retry/", months.RetryView.as_view(), name="statement-retry"),
]

navigation = [
    ("Home", "/home/", (Role.OPERATOR, Role.HOST_FINANCE, Role.BOARD)),
    ("Months", "/months/", (Role.HOST_FINANCE, Role.BOARD)),
    ("Sources", "/sources/", (Role.HOST_FINANCE, Role.BOARD)),
    ("Conflicts", "/conflicts/", (Role.HOST_FINANCE, Role.BOARD)),
    ("Partners", "/partners/", (Role.OPERATOR,)),
    ("Migrations", "/migrations/", (Role.OPERATOR,)),
    ("Jobs", "/jobs/", (Role.OPERATOR,)),
]
