"""The room's addresses on a partner's own host."""

from django.urls import path, register_converter

from apps.recruitment.views import choosing, drafting, vacancies
from guildhall.access.roles import VISITOR, Role
from guildhall.web.converters import ReferenceConverter

register_converter(ReferenceConverter, "vacancy_reference")

app_name = "recruitment"
VACANCY = "vacancies/<vacancy_reference:reference>/"
APPLICATION = f"{VACANCY}applications/<str:ref>/"

urlpatterns = [
    path("recruitment/", vacancies.HomeView.as_view(), name="home"),
    path("scores/", choosing.ScoresView.as_view(), name="scores"),
    path("vacancies/", vacancies.VacanciesView.as_view(), name="vacancies"),
    path("vacancies/export/", vacancies.VacanciesFileView.as_view(), name="vacancies-file"),
    path("vacancies/new/", drafting.NewVacancyView.as_view(), name="new"),
    path(VACANCY, vacancies.VacancyView.as_view(), name="vacancy"),
    path(f"{VACANCY}preview/", vacancies.PreviewView.as_view(), name="preview"),
    path(f"{VACANCY}draft/", drafting.DraftView.as_view(), name="draft"),
    path(f"{VACANCY}draft/people/", drafting.PeopleView.as_view(), name="people"),
    path(f"{VACANCY}draft/specification/", drafting.SpecificationView.as_view(), name="specification"),
    path(f"{VACANCY}draft/<str:section>/", drafting.SectionView.as_view(), name="section"),
    path(f"{VACANCY}submission/", drafting.SubmissionView.as_view(), name="submission"),
    path(f"{VACANCY}reopening/", drafting.ReopeningView.as_view(), name="reopening"),
    path(f"{VACANCY}approval/", drafting.ApprovalView.as_view(), name="approval"),
    path(f"{VACANCY}publication/", drafting.PublicationView.as_view(), name="publication"),
    path(f"{VACANCY}early-closing/", drafting.EarlyClosingView.as_view(), name="early-closing"),
    path(f"{VACANCY}withdrawal/", drafting.WithdrawalView.as_view(), name="withdrawal"),
    path(f"{VACANCY}end/", drafting.EndView.as_view(), name="end"),
    path(f"{VACANCY}shortlist/", choosing.ShortlistView.as_view(), name="shortlist"),
    path(f"{VACANCY}applications/", choosing.ApplicationsView.as_view(), name="applications"),
    path(APPLICATION, choosing.ApplicationView.as_view(), name="application"),
    path(f"{APPLICATION}scores/", choosing.ScoringView.as_view(), name="scoring"),
    path(f"{APPLICATION}lock/", choosing.LockView.as_view(), name="lock"),
    path(f"{APPLICATION}outcome/", choosing.OutcomeView.as_view(), name="outcome"),
    path(f"{APPLICATION}offer/", choosing.OfferView.as_view(), name="offer"),
    path(f"{APPLICATION}start/", choosing.StartView.as_view(), name="start"),
    path(f"{APPLICATION}start/move/", choosing.StartMoveView.as_view(), name="start-move"),
    path(f"{APPLICATION}start/withdrawal/", choosing.StartWithdrawalView.as_view(), name="start-withdrawal"),
]

navigation = [
    ("Recruitment", "/recruitment/", (Role.RECRUITER, Role.APPROVER, Role.PANEL)),
    ("Vacancies", "/vacancies/", (Role.RECRUITER, Role.APPROVER, Role.PANEL, VISITOR)),
    ("Scores", "/scores/", (Role.PANEL,)),
]
