"""Pages of the jobs board. Drawn from the board's own rows, with nothing asked of any partner."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from typing import Any, ClassVar, Self

from django.utils.safestring import SafeString

from apps.jobs_board.models import ApplicationPointer, BoardAdvert
from apps.jobs_board.queries import BoardFigures
from apps.jobs_board.states import CLOSED_UNSENT, NOT_SENT, AdvertState
from guildhall.kernel import LONDON
from guildhall.web.pages import Page
from guildhall.web.paging import Paged
from guildhall.web.parts import Card, Cell, Column, Empty, Link, Row, Table, Tag
from guildhall.web.spelling import deadline, money, plural, uk_date

CLOSES_SOON = timedelta(hours=24)
EMPLOYMENT_TYPES = {"Full time": "FULL_TIME", "Part time": "PART_TIME", "Job share": "PART_TIME"}
CONTRACT_TYPES = {"Fixed term": "TEMPORARY", "Bank": "PER_DIEM", "Secondment": "TEMPORARY"}


def pay_of(advert: BoardAdvert) -> str:
    """The pay in full: "£39,959 to £48,117 a year"."""
    low, high = money(advert.pay_from), money(advert.pay_to)
    return f"{low if low == high else f'{low} to {high}'} a year"


def card_of(advert: BoardAdvert, *, at: datetime) -> Card:
    """An advert in a list."""
    soon = advert.closes_at - at <= CLOSES_SOON
    return Card(
        title=advert.title,
        url=f"/jobs/{advert.public_id}/",
        text=f"{advert.employer_name}, {advert.place}",
        facts=[
            f"Band {advert.band}: {pay_of(advert)}",
            advert.contract,
            ", ".join(advert.patterns),
            f"Closes {deadline(advert.closes_at)}",
        ],
        tag=Tag("Closes soon", "orange") if soon else None,
    )


@dataclass(frozen=True, kw_only=True)
class HomePage(Page):
    """The board's front: a search, the newest, and the way to one's own applications."""

    template: ClassVar[str] = "pages/jobs_board/home.html"
    form: Any
    lead: str
    cards: Sequence[Card]
    empty: Empty
    applications: Sequence[Card]

    @classmethod
    def of(
        cls,
        form: Any,
        figures: BoardFigures,
        newest: Sequence[BoardAdvert],
        pointers: Sequence[ApplicationPointer],
        *,
        at: datetime,
    ) -> Self:
        employers = plural(figures.employers, "employer")
        return cls(
            title="Find a job",
            headline="One account, every employer here",
            lead=f"{plural(figures.adverts, 'job')} at {employers} today. "
            "Tell us about yourself once; use it for each application.",
            form=form,
            cards=[card_of(advert, at=at) for advert in newest],
            empty=Empty(
                "No jobs are open today",
                "Come back soon: adverts appear here the moment they open.",
                kind="nothing_left",
            ),
            applications=[pointer_card(pointer) for pointer in pointers if is_in_progress(pointer, at=at)][:3],
        )


def is_in_progress(pointer: ApplicationPointer, *, at: datetime) -> bool:
    """Can anything still come of it? A draft whose advert has closed is over, though nothing wrote it down."""
    return pointer.is_live and not _closed_unsent(pointer, at=at)


def _closed_unsent(pointer: ApplicationPointer, *, at: datetime) -> bool:
    return pointer.words == NOT_SENT and pointer.advert.state_at(at) != AdvertState.OPEN


def pointer_card(pointer: ApplicationPointer) -> Card:
    """One of a candidate's applications, with the words they are shown and what comes next."""
    return Card(
        title=pointer.advert.title,
        url=f"/applications/{pointer.application_id}/",
        text=pointer.advert.employer_name,
        facts=[one for one in (pointer.next_step, f"Changed {uk_date(pointer.changed_at)}") if one],
        tag=Tag(pointer.words, "blue" if pointer.is_live else "grey"),
    )


@dataclass(frozen=True, kw_only=True)
class ResultsPage(Page):
    """Search and results: the count in the heading, filters beside, tags to take off, pages below."""

    template: ClassVar[str] = "pages/jobs_board/results.html"
    form: Any
    cards: Sequence[Card]
    paged: Paged[Any]
    empty: Empty

    @classmethod
    def of(cls, form: Any, paged: Paged[BoardAdvert], *, at: datetime) -> Self:
        words = str(form.chosen.get("q", ""))
        found = plural(paged.count, "job")
        return cls(
            title=f"{found} found",
            headline=f"{found} for “{words}”" if words else f"{found} found",
            back=Link("Jobs", "/"),
            form=form,
            cards=[card_of(advert, at=at) for advert in paged.rows],
            paged=paged,
            empty=Empty(
                "No job matches",
                "Take a filter away, search for fewer words, or look at everything that is open.",
                Link("Show every open job", "/jobs/"),
                "nothing_matches",
            ),
        )


@dataclass(frozen=True, kw_only=True)
class AdvertPage(Page):
    """An advert, whole, with its data for search engines and the button that begins an application."""

    template: ClassVar[str] = "pages/jobs_board/advert.html"
    employer: str
    theme: str
    facts: Sequence[Row]
    description: str
    duties: Sequence[str]
    essential: Sequence[str]
    desirable: Sequence[str]
    contact: Sequence[str]
    closing: str
    warning: str
    is_open: bool
    apply_url: str
    here: str
    mine: Link | None
    signed_in: bool
    json_ld: SafeString

    @classmethod
    def of(
        cls, advert: BoardAdvert, *, url: str, at: datetime, mine: ApplicationPointer | None, signed_in: bool
    ) -> Self:
        body = advert.body
        is_open = advert.state_at(at) == AdvertState.OPEN
        criteria: Sequence[Mapping[str, Any]] = body.get("criteria", ())
        return cls(
            title=f"{advert.title}, {advert.employer_name}",
            headline=advert.title,
            caption=advert.employer_name,
            back=Link("Jobs", "/jobs/"),
            employer=advert.employer_name,
            theme=advert.employer_theme,
            facts=_facts(advert),
            description=body.get("description", ""),
            duties=[line for line in body.get("duties", "").splitlines() if line.strip()],
            essential=[one["text"] for one in criteria if one["essential"]],
            desirable=[one["text"] for one in criteria if not one["essential"]],
            contact=[one for one in (body.get("contact_name", ""), body.get("contact_email", "")) if one],
            closing=deadline(advert.closes_at),
            warning=_warning(advert, at) if is_open else "",
            is_open=is_open,
            apply_url=f"/jobs/{advert.public_id}/application/",
            here=f"/jobs/{advert.public_id}/",
            mine=Link("Continue your application", f"/applications/{mine.application_id}/") if mine else None,
            signed_in=signed_in,
            json_ld=as_script_data(job_posting(advert, url=url)) if is_open else SafeString(""),
        )


def _facts(advert: BoardAdvert) -> list[Row]:
    return [
        Row("Pay", [pay_of(advert), f"Band {advert.band}, Agenda for Change"]),
        Row("Contract", advert.contract),
        Row("Pattern", ", ".join(advert.patterns)),
        Row("Hours a week", f"{advert.hours.normalize():f}"),
        Row("Posts", advert.posts),
        Row("Place", [advert.place, advert.postcode]),
        Row("Staff group", advert.staff_group),
        Row("Interviews expected", advert.interview_on),
        Row("Reference", advert.vacancy_reference),
    ]


def _warning(advert: BoardAdvert, at: datetime) -> str:
    return f"Closes soon: {deadline(advert.closes_at)}." if advert.closes_at - at <= CLOSES_SOON else ""


def job_posting(advert: BoardAdvert, *, url: str) -> dict[str, Any]:
    """The advert as schema.org's JobPosting: what Google requires, and what it recommends and we know.

    Rule: recruitment.md section 7.7.
    """
    return {
        "@context": "https://schema.org/",
        "@type": "JobPosting",
        "title": advert.title,
        "description": _as_html(advert),
        "identifier": {"@type": "PropertyValue", "name": advert.employer_name, "value": advert.vacancy_reference},
        "datePosted": advert.opening_at.astimezone(LONDON).date().isoformat(),
        "validThrough": advert.closes_at.astimezone(LONDON).isoformat(),
        "employmentType": _employment_types(advert),
        "hiringOrganization": {"@type": "Organization", "name": advert.employer_name},
        "jobLocation": {
            "@type": "Place",
            "address": {
                "@type": "PostalAddress",
                "addressLocality": advert.place,
                "postalCode": advert.postcode,
                "addressCountry": "GB",
            },
        },
        "baseSalary": {
            "@type": "MonetaryAmount",
            "currency": "GBP",
            "value": {
                "@type": "QuantitativeValue",
                "minValue": float(advert.pay_from.plain),
                "maxValue": float(advert.pay_to.plain),
                "unitText": "YEAR",
            },
        },
        "totalJobOpenings": advert.posts,
        "occupationalCategory": advert.staff_group,
        "workHours": f"{advert.hours.normalize():f} hours a week",
        "directApply": True,
        "url": url,
    }


def _employment_types(advert: BoardAdvert) -> list[str]:
    kinds = [EMPLOYMENT_TYPES[one] for one in advert.patterns if one in EMPLOYMENT_TYPES]
    kinds += [kind for contract, kind in CONTRACT_TYPES.items() if advert.contract.startswith(contract)]
    return list(dict.fromkeys(kinds)) or ["OTHER"]


def _as_html(advert: BoardAdvert) -> str:
    duties = "".join(f"<li>{escape(line)}</li>" for line in advert.body.get("duties", "").splitlines() if line.strip())
    needed = "".join(f"<li>{escape(one['text'])}</li>" for one in advert.body.get("criteria", ()))
    paragraphs = "".join(
        f"<p>{escape(part)}</p>" for part in advert.body.get("description", "").split("\n") if part.strip()
    )
    return f"{paragraphs}<ul>{duties}</ul><p>What you need</p><ul>{needed}</ul>"


def as_script_data(value: Mapping[str, Any]) -> SafeString:
    """JSON that cannot end the script element it stands in, whatever an advert says."""
    escaped = json.dumps(value, ensure_ascii=False)
    for letter, code in (
        ("<", "\\u003c"),
        (">", "\\u003e"),
        ("&", "\\u0026"),
        ("\u2028", "\\u2028"),
        ("\u2029", "\\u2029"),
    ):
        escaped = escaped.replace(letter, code)
    return SafeString(escaped)  # every letter that HTML minds was replaced above


@dataclass(frozen=True, kw_only=True)
class MyApplicationsPage(Page):
    """A candidate's applications at every partner, from the pointers alone."""

    template: ClassVar[str] = "pages/jobs_board/my_applications.html"
    live: Sequence[Card]
    past: Table | None
    empty: Empty

    @classmethod
    def of(cls, pointers: Sequence[ApplicationPointer], *, at: datetime) -> Self:
        live = [pointer_card(pointer) for pointer in pointers if is_in_progress(pointer, at=at)]
        past = [pointer for pointer in pointers if not is_in_progress(pointer, at=at)]
        return cls(
            title="My applications",
            headline=f"{plural(len(live), 'application')} in progress" if live else "My applications",
            live=live,
            past=_past(past, at=at) if past else None,
            empty=Empty(
                "You have no applications in progress",
                "Find a job and begin: what you save is kept.",
                Link("Find a job", "/jobs/"),
            ),
        )


def _past(pointers: Sequence[ApplicationPointer], *, at: datetime) -> Table:
    rows = [
        [
            Cell(
                pointer.advert.title, url=f"/applications/{pointer.application_id}/", note=pointer.advert.employer_name
            ),
            CLOSED_UNSENT if _closed_unsent(pointer, at=at) else pointer.words,
            uk_date(pointer.changed_at),
        ]
        for pointer in pointers
    ]
    return Table("Ended", [Column("Job"), Column("Outcome"), Column("Since")], rows)
