"""What a candidate's form still needs, and how its parts are read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from apps.recruitment.models import ApplicationSection, Assessment, Criterion, SectionKey

GAP_ASKED_ABOUT = timedelta(days=92)
LONGEST_ANSWER = 4000


@dataclass(frozen=True, slots=True)
class Gap:
    """A spell between jobs, longer than three months."""

    from_: date
    until: date


def gaps_in(jobs: Sequence[Mapping[str, str | None]], *, until: date) -> list[Gap]:
    """The spells longer than three months that a list of jobs leaves open, up to a day, oldest first.

    Takes: `starts_on` and `ends_on` of each job as ISO days; no `ends_on` is a job they still have.
    """
    spells = sorted(
        (date.fromisoformat(str(job["starts_on"])), _end(job, until)) for job in jobs if job.get("starts_on")
    )
    gaps: list[Gap] = []
    covered: date | None = None
    for start, end in [*spells, (until, until)] if spells else []:
        if covered is not None and start - covered > GAP_ASKED_ABOUT:
            gaps.append(Gap(covered, start))
        covered = max(covered or end, end)
    return gaps


def _end(job: Mapping[str, str | None], until: date) -> date:
    return date.fromisoformat(str(job["ends_on"])) if job.get("ends_on") else until


def what_is_unfinished(sections: Mapping[str, ApplicationSection], *, today: date) -> list[str]:
    """Everything that keeps a form from being submitted, in the order of its task list."""
    reasons = []
    for key in SectionKey:
        section = sections.get(key)
        if section is None or not section.is_complete:
            reasons.append(f"Complete “{key.label}”.")
        elif key == SectionKey.EMPLOYMENT and gaps_unexplained(section.answers, today=today):
            reasons.append("Explain the gaps in your employment history.")
    return reasons


def gaps_unexplained(answers: Mapping[str, Any], *, today: date) -> list[Gap]:
    """The gaps of an employment history, if nothing was written about them."""
    jobs = answers.get("jobs") or []
    return [] if answers.get("gaps") else gaps_in(jobs, until=today)


def asked_by_form(criteria: Sequence[Criterion]) -> list[Criterion]:
    """The criteria that the form asks about: one answer each."""
    return [criterion for criterion in criteria if criterion.assessed_by == Assessment.FORM]


def has_all_answers(answers: Mapping[str, str], *, criteria: Sequence[Criterion]) -> bool:
    """Has every criterion that the form asks about an answer?"""
    return all(str(answers.get(str(criterion.id), "")).strip() for criterion in asked_by_form(criteria))
