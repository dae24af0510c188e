"""The room's addresses on the jobs host: the doors through which candidates act."""

from django.urls import path

from apps.recruitment.views import candidates

app_name = "applying"
OWN = "applications/<uuid:application_id>/"

urlpatterns = [
    path("jobs/<uuid:advert_id>/application/", candidates.StartView.as_view(), name="start"),
    path(OWN, candidates.OwnApplicationView.as_view(), name="application"),
    path(f"{OWN}employment/", candidates.EmploymentView.as_view(), name="employment"),
    path(f"{OWN}employment/new/", candidates.NewJobView.as_view(), name="new-job"),
    path(f"{OWN}employment/removal/", candidates.JobRemovalView.as_view(), name="job-removal"),
    path(f"{OWN}qualifications/", candidates.QualificationsView.as_view(), name="qualifications"),
    path(f"{OWN}qualifications/new/", candidates.NewQualificationView.as_view(), name="new-qualification"),
    path(f"{OWN}qualifications/removal/", candidates.QualificationRemovalView.as_view(), name="qualification-removal"),
    path(f"{OWN}check/", candidates.CheckView.as_view(), name="check"),
    path(f"{OWN}submission/", candidates.SubmissionView.as_view(), name="submission"),
    path(f"{OWN}sent/", candidates.SentView.as_view(), name="sent"),
    path(f"{OWN}withdrawal/", candidates.OwnWithdrawalView.as_view(), name="withdrawal"),
    path(f"{OWN}reply/", candidates.ReplyView.as_view(), name="reply"),
    path(f"{OWN}<str:section>/", candidates.SectionView.as_view(), name="section"),
]
