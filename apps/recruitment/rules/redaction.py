"""What a scorer may see of an application: built here and nowhere else, from listed fields.

Rule: recruitment.md section 11, one redactor, an allow-list.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from apps.recruitment.models import ApplicationPerson, ApplicationSection, Criterion, SectionKey
from apps.recruitment.rules.forms import asked_by_form

MASK = "[removed]"
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")
PHONE = re.compile(r"(?<!\d)(?:\+44|0)(?:[\s().-]*\d){9,10}(?!\d)")
POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class AnonymousJob:
    """A job without its employer's town or the candidate's name."""

    role: str
    employer: str
    starts_on: date | None
    ends_on: date | None
    duties: str


@dataclass(frozen=True, slots=True)
class AnonymousApplication:
    """An application as scorers see it."""

    ref: str
    answers: Sequence[tuple[Criterion, str]]
    jobs: Sequence[AnonymousJob]
    qualifications: Sequence[str]


def without_the_person(
    ref: str,
    *,
    person: ApplicationPerson,
    sections: Mapping[str, ApplicationSection],
    criteria: Sequence[Criterion],
) -> AnonymousApplication:
    """The allow-list: answers to criteria, jobs, subjects and levels; the person's own name and addresses masked."""
    supporting = _answers(sections, SectionKey.SUPPORTING)
    jobs = _answers(sections, SectionKey.EMPLOYMENT).get("jobs", [])
    qualifications = _answers(sections, SectionKey.QUALIFICATIONS).get("items", [])
    return AnonymousApplication(
        ref=ref,
        answers=[
            (criterion, masked(str(supporting.get(str(criterion.id), "")), person))
            for criterion in asked_by_form(criteria)
        ],
        jobs=[
            AnonymousJob(
                role=masked(job.get("role", ""), person),
                employer=masked(job.get("employer", ""), person),
                starts_on=_day(job.get("starts_on")),
                ends_on=_day(job.get("ends_on")),
                duties=masked(job.get("duties", ""), person),
            )
            for job in jobs
        ],
        qualifications=[masked(f"{one.get('subject', '')}, {one.get('level', '')}", person) for one in qualifications],
    )


def masked(text: str, person: ApplicationPerson) -> str:
    """Free text without the person's own name, the first line of their address, and any address, number or postcode."""
    for shape in (EMAIL, PHONE, POSTCODE):
        text = shape.sub(MASK, text)
    words = [word for word in re.split(r"[\s'’-]+", person.name) if len(word) > 1]
    street = re.split(r"[\n,]", person.address)[0]
    for word in sorted([person.name, person.email, person.phone, street, *words], key=len, reverse=True):
        if word.strip():
            text = re.sub(rf"(?<![^\W_]){re.escape(word.strip())}(?![^\W_])", MASK, text, flags=re.IGNORECASE)
    return text


def _answers(sections: Mapping[str, ApplicationSection], key: str) -> dict[str, Any]:
    section = sections.get(key)
    return section.answers if section else {}


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None
