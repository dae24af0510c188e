"""A panel member's scores, without the name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from apps.recruitment.errors import MoveNotDrawn, ScoresAlreadyLocked, ScoresNotReady
from apps.recruitment.models import Application, Score, ScoreSheet
from apps.recruitment.rules.forms import asked_by_form
from apps.recruitment.rules.people import may_score, require_another_s
from apps.recruitment.states import ApplicationState
from guildhall.audit.operations import record
from guildhall.database.operation import operation
from guildhall.kernel import Actor, NotAllowed, require

POINTS = range(5)
ASK_LEAD = "the recruiter of this vacancy"


@operation
def score_application(
    *, application_id: int, points: Mapping[int, int], note: str, by: Actor, at: datetime
) -> ScoreSheet:
    """Keep a panel member's own scores for an application; they may change until they are locked.

    Takes: `points`, 0 to 4 by the id of each criterion; some may be missing still.
    Refuses: NotAllowed, MoveNotDrawn (the shortlist is decided), ScoresAlreadyLocked, ScoresNotReady (points or
    criteria that do not exist).
    """
    application = Application.objects.select_related("vacancy").locked(application_id)

    _require_scorable(application, by)
    criteria = {criterion.id for criterion in asked_by_form(list(application.vacancy.criteria.all()))}
    if not set(points) <= criteria or any(given not in POINTS for given in points.values()):
        raise ScoresNotReady("Give each criterion of this vacancy 0 to 4 points.")

    sheet, _ = ScoreSheet.objects.get_or_create(
        application=application, scorer_id=by.person_id, defaults={"saved_at": at}
    )
    require(sheet.locked_at is None, ScoresAlreadyLocked())
    sheet.note, sheet.saved_at = note.strip(), at
    sheet.save(update_fields=["note", "saved_at"])
    for criterion_id, given in points.items():
        Score.objects.update_or_create(sheet=sheet, criterion_id=criterion_id, defaults={"points": given})
    return sheet


@operation
def lock_scores(*, application_id: int, by: Actor, at: datetime) -> ScoreSheet:
    """Lock a panel member's own scores for an application; from then on they stand.

    Refuses: NotAllowed, MoveNotDrawn, ScoresAlreadyLocked, ScoresNotReady (criteria without points, all at once).
    """
    application = Application.objects.select_related("vacancy").locked(application_id)

    _require_scorable(application, by)
    sheet = application.sheets.filter(scorer_id=by.id).first()
    scored = set(sheet.scores.values_list("criterion_id", flat=True)) if sheet else set()
    wanted = asked_by_form(list(application.vacancy.criteria.all()))
    if unscored := [f"Score “{criterion.text}”." for criterion in wanted if criterion.id not in scored]:
        raise ScoresNotReady(unscored)
    require(sheet.locked_at is None, ScoresAlreadyLocked())

    sheet.locked_at = at
    sheet.save(update_fields=["locked_at"])

    record("scores locked", application, by=by, at=at)
    return sheet


def _require_scorable(application: Application, by: Actor) -> None:
    panel = set(application.vacancy.panel.values_list("person_id", flat=True))
    require(may_score(by, panel=panel), NotAllowed("score this application", ask=ASK_LEAD))
    require_another_s(application, by)
    label = ApplicationState(application.state).label
    submitted = application.state == ApplicationState.SUBMITTED
    require(submitted, MoveNotDrawn("This application", is_=label, act="be scored"))
