"""What is under way when somebody opens the demo: open vacancies, an approval, a score, an offer, a request."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta

from django.utils import timezone

from apps.partnership.demo.hiring import JOBS, advertise, apply, prepare
from apps.partnership.demo.members import MEMBERS
from apps.partnership.demo.players import Players
from apps.recruitment.operations.approving import submit_for_approval
from apps.recruitment.rules.closing import closing_instant
from guildhall.kernel import LONDON, Actor
from tenants.context import inside
from tenants.delivering import deliver_everything_waiting


def leave_work_for_today(candidates: Sequence[Actor]) -> Iterator[str]:
    """Open vacancies at every partner, and one that waits for approval at each."""
    now = timezone.now()  # noqa: TID251  # the demo's present is the visitor's
    opened = datetime.combine(now.astimezone(LONDON).date() - timedelta(days=4), time(9), LONDON)
    for place, member in enumerate(MEMBERS):
        players = Players.of(member)
        with inside(players.partner):
            for turn in range(2):
                vacancy = advertise(players, JOBS[(place + turn * 2) % len(JOBS)], at=opened, days=18 + turn)
                for n in range(turn + 1):
                    apply(
                        vacancy, candidates[(place * 7 + turn * 3 + n) % len(candidates)], at=opened + timedelta(days=2)
                    )
            closing = closing_instant((opened + timedelta(days=24)).date(), time(23, 59))
            waiting = prepare(players, JOBS[(place + 3) % len(JOBS)], closing=closing, at=opened)
            submit_for_approval(vacancy_id=waiting.id, by=players.recruiter, at=opened + timedelta(days=1))
        deliver_everything_waiting(at=now, partner_key=players.partner.schema_name)
    yield f"{2 * len(MEMBERS)} vacancies are open today"
