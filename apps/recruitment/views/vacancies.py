"""Doors of vacancies: home, list, record."""

from __future__ import annotations

import io

from defusedcsv import csv
from django.http import HttpRequest, HttpResponse

from apps.recruitment.forms.vacancies import VacancyFilter
from apps.recruitment.gates import Intent, vacancy_for
from apps.recruitment.presenters.drafting import PreviewPage
from apps.recruitment.presenters.vacancies import HomePage, VacanciesPage, VacancyPage
from apps.recruitment.queries.vacancies import (
    TABS,
    Sought,
    application_counts,
    criteria_of,
    panel_of,
    publication_of,
    tab_counts,
    vacancies_listed,
    vacancies_page,
)
from apps.recruitment.queries.waiting import work_waiting_for
from guildhall.access.queries import names_of
from guildhall.access.roles import VISITOR, Role
from guildhall.access.views import PartnerView
from guildhall.audit.queries import trail_of
from guildhall.kernel import Reference
from guildhall.web.spelling import deadline


class RecruitmentView(PartnerView):
    """A page for those who recruit: recruiters, approvers and panel members."""

    roles = {Role.RECRUITER, Role.APPROVER, Role.PANEL}


class VacanciesRecordView(RecruitmentView):
    """What is known of vacancies, and of no candidate; open to visits."""

    roles = {Role.RECRUITER, Role.APPROVER, Role.PANEL, VISITOR}


class RecruiterView(PartnerView):
    roles = {Role.RECRUITER}


class HomeView(RecruitmentView):
    def get(self, request: HttpRequest) -> HttpResponse:
        newest = vacancies_page(request.actor, Sought(), at=request.moment).rows[:5]
        work = work_waiting_for(request.actor, request.moment)
        counts = tab_counts(request.actor, at=request.moment)
        return self.page(HomePage.of(work, counts, newest, for_actor=request.actor))


def _sought(filter_: VacancyFilter) -> Sought:
    chosen = filter_.chosen
    tab = str(chosen.get("tab", "all"))
    return Sought(
        tab=tab if tab in TABS else "all",
        words=str(chosen.get("q", "")),
        staff_group=str(chosen.get("staff_group", "")),
        mine=bool(chosen.get("mine")),
    )


class VacanciesView(VacanciesRecordView):
    def get(self, request: HttpRequest) -> HttpResponse:
        filter_ = VacancyFilter.of(request.GET)
        sought = _sought(filter_)
        paged = vacancies_page(request.actor, sought, at=request.moment, page=request.GET.get("page"))
        counts = tab_counts(request.actor, at=request.moment)
        query = request.GET.urlencode()
        return self.page(
            VacanciesPage.of(paged, counts, tab=sought.tab, filter_=filter_, for_actor=request.actor, query=query)
        )


class VacanciesFileView(RecruitmentView):
    def get(self, request: HttpRequest) -> HttpResponse:
        text = io.StringIO()
        rows = csv.writer(text)
        rows.writerow(["Reference", "Title", "Place", "Band", "Stage", "Closing (UK time)", "Applications received"])
        for line in vacancies_listed(request.actor, _sought(VacancyFilter.of(request.GET)), at=request.moment):
            closing = deadline(line.closes_at) if line.closes_at else ""
            rows.writerow([line.reference, line.title, line.site, line.band, line.stage.label, closing, line.received])
        return self.download("vacancies.csv", "text/csv; charset=utf-8", text.getvalue().encode("utf-8-sig"))


class VacancyView(VacanciesRecordView):
    def get(self, request: HttpRequest, reference: Reference) -> HttpResponse:
        vacancy = vacancy_for(request.actor, reference)
        panel = sorted(panel_of(vacancy))
        people = [vacancy.drafted_by_id, vacancy.approver_id, vacancy.submitted_by_id, *panel]
        return self.page(
            VacancyPage.of(
                vacancy,
                publication_of(vacancy),
                counts=application_counts(vacancy),
                names=names_of(people),
                panel=panel,
                trail=trail_of(vacancy),
                for_actor=request.actor,
                at=request.moment,
            )
        )


class PreviewView(VacanciesRecordView):
    def get(self, request: HttpRequest, reference: Reference) -> HttpResponse:
        vacancy = vacancy_for(request.actor, reference, to=Intent.SEE)
        return self.page(PreviewPage.of(vacancy, criteria_of(vacancy), application_counts(vacancy)))
