"""Addresses of a partner's front office, on its own host."""

from django.urls import path

from apps.organisation.views import disputes, home, money, people, tokens, votes, year
from guildhall.access.roles import VISITOR, WITH_A_PARTNER, Role
from guildhall.access.views.visiting import VisitView

urlpatterns = [
    path("", home.HomeView.as_view(), name="home"),
    path("visit/", VisitView.as_view(), name="visit"),
    path("visits/", people.VisitsView.as_view(), name="visits"),
    path("usage/", money.UsageView.as_view(), name="usage"),
    path("statements/", money.StatementsView.as_view(), name="statements"),
    path("statements/<str:number>/", money.StatementView.as_view(), name="statement"),
    path("statements/<str:number>/files/<slug:kind>/", money.StatementFileView.as_view(), name="statement-file"),
    path("statements/<str:number>/<slug:pool>/dispute/", disputes.DisputeNewView.as_view(), name="dispute-new"),
    path("disputes/", disputes.DisputesView.as_view(), name="disputes"),
    path("disputes/<int:dispute_id>/", disputes.DisputeView.as_view(), name="dispute"),
    path("disputes/<int:dispute_id>/evidence/", disputes.DisputeEvidenceView.as_view(), name="dispute-evidence"),
    path("disputes/<int:dispute_id>/withdrawal/", disputes.DisputeWithdrawalView.as_view(), name="dispute-withdrawal"),
    path("statements/<str:number>/<slug:pool>/", money.EventsView.as_view(), name="statement-events"),
    path("year/", year.YearView.as_view(), name="year"),
    path("year/election/", year.ElectionView.as_view(), name="election"),
    path("year/credit/new/", year.CreditRequestView.as_view(), name="credit-new"),
    path("year/exit/", year.ExitView.as_view(), name="exit"),
    path("year/exit/document/", year.ExitFileView.as_view(), name="exit-file"),
    path("votes/", votes.VotesView.as_view(), name="votes"),
    path("people/", people.PeopleView.as_view(), name="people"),
    path("people/invitations/new/", people.InviteView.as_view(), name="invite"),
    path(
        "people/invitations/<int:invitation_id>/withdrawal/",
        people.InvitationWithdrawalView.as_view(),
        name="invitation-withdrawal",
    ),
    path("people/<uuid:user_id>/", people.PersonView.as_view(), name="person"),
    path("people/<uuid:user_id>/end/", people.MembershipEndView.as_view(), name="membership-end"),
    path("tokens/", tokens.TokensView.as_view(), name="tokens"),
    path("tokens/new/", tokens.TokenNewView.as_view(), name="token-new"),
    path("tokens/<int:token_id>/end/", tokens.TokenEndView.as_view(), name="token-end"),
    path("history/", people.HistoryView.as_view(), name="history"),
]

navigation = [
    ("Home", "/", (*WITH_A_PARTNER, VISITOR)),
    ("Usage and cost", "/usage/", (Role.FINANCE, VISITOR)),
    ("Statements", "/statements/", (Role.FINANCE, VISITOR)),
    ("Year", "/year/", (Role.FINANCE, VISITOR)),
    ("Votes", "/votes/", (Role.FINANCE, VISITOR)),
    ("People", "/people/", (Role.ADMINISTRATOR, VISITOR)),
    ("Tokens", "/tokens/", (Role.ADMINISTRATOR,)),
    ("History", "/history/", (Role.ADMINISTRATOR, VISITOR)),
]
