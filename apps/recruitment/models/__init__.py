"""The facts of recruitment, in the partner's own schema."""

from apps.recruitment.models.applications import (
    Application,
    ApplicationPerson,
    ApplicationSection,
    SectionKey,
    new_anonymous_ref,
)
from apps.recruitment.models.selection import Offer, Score, ScoreSheet, Starter
from apps.recruitment.models.vacancies import (
    Assessment,
    ContractType,
    Criterion,
    PanelMember,
    Publication,
    StaffGroup,
    Vacancy,
    VacancyCounter,
    WorkingPattern,
)

__all__ = [
    "Application",
    "ApplicationPerson",
    "ApplicationSection",
    "Assessment",
    "ContractType",
    "Criterion",
    "Offer",
    "PanelMember",
    "Publication",
    "Score",
    "ScoreSheet",
    "SectionKey",
    "StaffGroup",
    "Starter",
    "Vacancy",
    "VacancyCounter",
    "WorkingPattern",
    "new_anonymous_ref",
]
