"""Addresses of account services, on a partner's own host."""

from django.urls import path

from apps.account_services.views import accounts, requests
from guildhall.access.roles import VISITOR, Role

urlpatterns = [
    path("accounts/", requests.HomeView.as_view(), name="accounts-home"),
    path("accounts/requests/", requests.RequestsView.as_view(), name="account-requests"),
    path("accounts/requests/<slug:reference>/", requests.RequestView.as_view(), name="account-request"),
    path(
        "accounts/requests/<slug:reference>/approval/", requests.ApprovalView.as_view(), name="account-request-approval"
    ),
    path(
        "accounts/requests/<slug:reference>/rejection/",
        requests.RejectionView.as_view(),
        name="account-request-rejection",
    ),
    path(
        "accounts/requests/<slug:reference>/cancellation/",
        requests.CancellationView.as_view(),
        name="account-request-cancellation",
    ),
    path("accounts/list/", accounts.AccountsListView.as_view(), name="accounts-list"),
    path("accounts/targets/", accounts.TargetsView.as_view(), name="account-targets"),
    path("accounts/targets/new/", accounts.NewTargetView.as_view(), name="account-target-new"),
    path("accounts/exceptions/", accounts.ExceptionsView.as_view(), name="account-exceptions"),
    path("accounts/exceptions/<int:task_id>/", accounts.ExceptionView.as_view(), name="account-exception"),
]

navigation = [("Accounts", "/accounts/", (Role.ACCOUNT_APPROVER, Role.ADMINISTRATOR, VISITOR))]
