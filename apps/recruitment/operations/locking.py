"""Locks are taken in one order everywhere, the vacancy first, so that no two verbs wait for each other."""

from __future__ import annotations

from apps.recruitment.models import Application, Vacancy
from guildhall.database.operation import step


@step
def locked_with_vacancy(application_id: int) -> Application:
    """An application with its vacancy, both locked: two offers for one post wait in line. Raises: DoesNotExist."""
    vacancy_id = Application.objects.values_list("vacancy_id", flat=True).get(pk=application_id)
    vacancy = Vacancy.objects.locked(vacancy_id)
    application = Application.objects.select_related("publication", "person").locked(application_id)
    application.vacancy = vacancy
    return application
