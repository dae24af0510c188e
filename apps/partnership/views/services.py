"""Services and their keys."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from apps.partnership.forms.services import ServiceForm
from apps.partnership.presenters.partners import FormPage
from apps.partnership.presenters.services import ServicePage, ServicesPage
from apps.partnership.views.months import BooksView
from guildhall.charging.gates import pool_for
from guildhall.charging.operations.pools import set_up_pool
from guildhall.charging.queries.services import list_of_services
from guildhall.charging.queries.working import members_in
from guildhall.kernel import Month
from guildhall.web.parts import Link


class ServicesView(BooksView):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(ServicesPage.of(list_of_services(), month=Month.of(request.moment)))


class ServiceNewView(BooksView):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self.shown(ServiceForm(initial={"position": len(list_of_services()) + 1}))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ServiceForm(request.POST)
        with self.refusals_shown_on(form):
            pool = set_up_pool(terms=form.accepted(), by=request.actor, at=request.moment)
            self.tell(f"{pool.name} is shared from its month on.")
            return HttpResponseRedirect(f"/services/{pool.code}/")
        return self.shown(form, status=422)

    def shown(self, form: ServiceForm, *, status: int = 200) -> HttpResponse:
        page = FormPage(
            title="Set up a service",
            form=form,
            button="Set it up",
            intro="Its first key is one that was agreed. Later ones are proposed, and the members vote on them.",
            back=Link("Services", "/services/"),
        )
        return self.page(page, status=status)


class ServiceView(BooksView):
    def get(self, request: HttpRequest, pool: str) -> HttpResponse:
        found, month = pool_for(request.actor, pool), Month.of(request.moment)
        services = list_of_services()
        page = ServicePage.of(
            next(one for one in services if one.pool == found),
            month=month,
            members={member.code: member.name for member in members_in(month)},
            services={one.pool.code: one.pool.name for one in services},
        )
        return self.page(page)
