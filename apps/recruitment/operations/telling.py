"""Steps that keep a candidate told: the words on their own page, and a letter."""

from __future__ import annotations

from datetime import datetime

from apps.jobs_board.operations import Pointer, point_to_application
from apps.recruitment.models import Application
from apps.recruitment.rules.moves import is_live, moved_application
from apps.recruitment.rules.words import CANDIDATE_SUBJECTS, NEXT_STEPS, words_for_candidate
from guildhall.database.operation import step
from guildhall.database.place import partner_here
from guildhall.notices.letters import write_letter
from tenants.hosts import jobs_address
from tenants.models import Partner


@step
def point(application: Application, *, at: datetime, next_step: str | None = None) -> None:
    """Show the candidate where their application stands now."""
    point_to_application(
        pointer=Pointer(
            user_id=application.candidate_id,
            application_id=application.public_id,
            advert_id=application.publication.advert_id,
            words=words_for_candidate(application),
            next_step=NEXT_STEPS.get(application.state, "") if next_step is None else next_step,
            is_live=is_live(application),
        ),
        at=at,
    )


@step
def tell_candidate(application: Application, *, template: str, at: datetime, **more: object) -> None:
    """Write a letter to the candidate of an application, with a link to its page."""
    partner = Partner.objects.get(schema_name=partner_here())
    write_letter(
        to=application.person.email,
        subject=CANDIDATE_SUBJECTS[template].format(title=application.vacancy.title, partner=partner.name),
        template=template,
        context={
            "first_name": (application.person.name.split(" ") or [""])[0],
            "title": application.vacancy.title,
            "partner": partner.name,
            "reference": application.receipt,
            "link": jobs_address(f"/applications/{application.public_id}/"),
            **more,
        },
        at=at,
    )


@step
def end_for_candidate(application: Application, move: str, *, template: str, at: datetime, reason: str = "") -> None:
    """Make the move that ends an application, and tell its candidate on the page and by letter."""
    application.state = moved_application(application, move)
    application.ended_at, application.reason = at, reason
    application.save(update_fields=["state", "ended_at", "reason"])
    point(application, at=at)
    tell_candidate(application, template=template, at=at)
