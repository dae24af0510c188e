"""Addresses of a partner's front office, on its own host."""

from django.urls import path, register_converter

from apps.organisation.views import books, disputes, home, money, people, reports, tokens, votes, year
from guildhall.access.roles import VISITOR, WITH_A_PARTNER, Role
from guildhall.access.views.visiting import VisitView
from guildhall.web.converters import QuarterConverter

register_converter(QuarterConverter, "pack_quarter")

urlpatterns = [
    path("", home.HomeView.as_view(), name="home"),
    path("visit/", VisitView.as_view(), name="visit"),
    path("visits/", people.VisitsView.as_view(), name="visits"),
    path("usage/", money.UsageView.as_view(), name="usage"),
    path("usage/export/", money.UsageFileView.as_view(), name="usage-file"),
    path("statements/", money.StatementsView.as_view(), name="statements"),
    path("statements/<str:number>/", money.StatementView.as_view(), name="statement"),
    path("statements/<str:number>/files/<slug:kind>/", money.StatementFileView.as_view(), name="statement-file"),
    path("statements/<str:number>/<slug:pool>/dispute/", disputes.DisputeNewView.as_view(), name="dispute-new"),
    path("disputes/", disputes.DisputesView.as_view(), name="disputes"),
    path("disputes/<int:dispute_id>/", disputes.DisputeView.as_view(), name="dispute"),
    path("disputes/<int:dispute_id>/evidence/", disputes.DisputeEvidenceView.as_view(), name="dispute-evidence"),
    path("disputes/<int:dispute_id>/withdrawal/", disputes.DisputeWithdrawalView.as_view(), name="dispute-withdrawal"),
    path("statements/<str:number>/<slug:pool>/", money.EventsView.as_view(), name="statement-events"),
    path("open-book/", books.OpenBookView.as_view(), name="open-book"),
    path("open-book/export/", books.OpenBookFileView.as_view(), name="open-book-file"),
    path("board-packs/", books.BoardPacksView.as_view(), name="board-packs"),
    path("board-packs/<pack_quarter:quarter>/", books.BoardPackView.as_view(), name="board-pack"),
    path("board-packs/<pack_quarter:quarter>/file/", books.BoardPackFileView.as_view(), name="board-pack-file"),
    path("year/", year.YearView.as_view(), name="year"),
    path("year/election/", year.ElectionView.as_view(), name="election"),
    path("year/credit/new/", year.CreditRequestView.as_view(), name="credit-new"),
    path("reports/", reports.ReportsView.as_view(), name="reports"),
    path("reports/<int:order_id>/end/", reports.ReportEndView.as_view(), name="report-end"),
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
    ("Open book", "/open-book/", (Role.FINANCE, VISITOR)),
    ("Votes", "/votes/", (Role.FINANCE, VISITOR)),
    ("People", "/people/", (Role.ADMINISTRATOR, VISITOR)),
    ("Tokens", "/tokens/", (Role.ADMINISTRATOR,)),
    ("History", "/history/", (Role.ADMINISTRATOR, VISITOR)),
]

stands_under = {
    "/disputes/": "/statements/",
    "/board-packs/": "/open-book/",
    "/reports/": "/usage/",
    "/visits/": "/history/",
}
"""Pages that are reached from a place of the navigation, and the place that is marked while one is there."""
