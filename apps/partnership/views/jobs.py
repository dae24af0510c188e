"""Jobs: what is not done, and what was given up."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from apps.partnership.forms.desk import JobsFilter, SetAsideForm
from apps.partnership.gates import delivery_for
from apps.partnership.operations.replaying import replay_delivery, replay_parked, set_aside_delivery
from apps.partnership.presenters.jobs import STAGE_WORDS, JobPage, JobsPage
from apps.partnership.presenters.partners import FormPage
from apps.partnership.views.partners import OperatorView
from apps.partnership.words import in_words
from guildhall.audit.queries import trail_of
from guildhall.notices.models import Delivery
from guildhall.notices.queries import counts_by_stage, deliveries_at, parked_by_kind, queue_depths, relay_lag
from guildhall.web.paging import paginate
from guildhall.web.parts import Link
from guildhall.web.spelling import plural
from tenants.queries import key_of_code, names_of_partners


class JobsView(OperatorView):
    def get(self, request: HttpRequest) -> HttpResponse:
        filter_ = JobsFilter.of(request.GET)
        chosen, stage = filter_.chosen, request.GET.get("stage", "")
        stage = stage if stage in STAGE_WORDS else "parked"
        found = deliveries_at(
            stage,
            partner_key=key_of_code(chosen["partner"]) if "partner" in chosen else None,
            name=chosen.get("kind", ""),
            queue=chosen.get("queue", ""),
        )
        return self.page(
            JobsPage.of(
                paginate(found, number=request.GET.get("page")),
                stage=stage,
                counts=counts_by_stage(),
                queues=queue_depths(),
                kinds=parked_by_kind() if stage == "parked" else [],
                lag=relay_lag(request.moment),
                partners=names_of_partners(),
                filter=filter_,
            )
        )


class JobView(OperatorView):
    def get(self, request: HttpRequest, delivery_id: int) -> HttpResponse:
        delivery = delivery_for(delivery_id)
        return self.page(JobPage.of(delivery, partners=names_of_partners(), trail=trail_of(delivery)))


class ReplayView(OperatorView):
    def post(self, request: HttpRequest, delivery_id: int) -> HttpResponse:
        delivery = delivery_for(delivery_id)
        replay_delivery(delivery_id=delivery.id, by=request.actor, at=request.moment)
        self.tell("The job is tried again. It is parked again if it fails.")
        return HttpResponseRedirect(f"/jobs/{delivery.id}/")


class ReplaysView(OperatorView):
    """Replay all of a kind."""

    def post(self, request: HttpRequest) -> HttpResponse:
        name, hearer = request.POST.get("kind", ""), request.POST.get("hearer", "")
        number = replay_parked(name=name, hearer=hearer, by=request.actor, at=request.moment)
        self.tell(f"{plural(number, 'job is', 'jobs are')} tried again: {in_words(name)}.")
        return HttpResponseRedirect("/jobs/")


class SettingAsideView(OperatorView):
    def get(self, request: HttpRequest, delivery_id: int) -> HttpResponse:
        return self.shown(delivery_for(delivery_id), SetAsideForm())

    def post(self, request: HttpRequest, delivery_id: int) -> HttpResponse:
        delivery, form = delivery_for(delivery_id), SetAsideForm(request.POST)
        with self.refusals_shown_on(form):
            set_aside_delivery(delivery_id=delivery.id, reason=form.accepted(), by=request.actor, at=request.moment)
            self.tell("The job is set aside. It is kept, and can be replayed.")
            return HttpResponseRedirect("/jobs/")
        return self.shown(delivery, form, status=422)

    def shown(self, delivery: Delivery, form: SetAsideForm, *, status: int = 200) -> HttpResponse:
        words = in_words(delivery.announcement.name)
        back = Link(words, f"/jobs/{delivery.id}/")
        page = FormPage(title="Set a job aside", caption=words, form=form, button="Set aside", back=back)
        return self.page(page, status=status)
