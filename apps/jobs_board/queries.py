"""Questions the board answers, from `public` alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import Count, F, Q

from apps.jobs_board.models import ApplicationPointer, BoardAdvert, BoardAdvertQuerySet, SavedAnswers
from guildhall.web.paging import Paged, paginate

ADVERTS_ON_A_PAGE = 10


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for; what is empty is not asked about."""

    words: str = ""
    place: str = ""
    employers: tuple[str, ...] = ()
    bands: tuple[str, ...] = ()
    contracts: tuple[str, ...] = ()
    closing_first: bool = False


@dataclass(frozen=True, slots=True)
class Offered:
    """What there is to choose from now, for filters: codes with their words."""

    employers: list[tuple[str, str]]
    bands: list[str]
    contracts: list[str]


def adverts_matching(wanted: Wanted, *, at: datetime, page: object = 1) -> Paged[BoardAdvert]:
    """One page of the open adverts that somebody wants: the best match first, or those that close first."""
    found = BoardAdvert.objects.open_at(at).defer("search")
    for condition in _conditions(wanted):
        found = found.filter(condition)
    return paginate(_in_order(found, wanted), number=page, per_page=ADVERTS_ON_A_PAGE)


def offered_at(at: datetime) -> Offered:
    """The employers, bands and contracts of the adverts that are open."""
    found = BoardAdvert.objects.open_at(at).order_by("employer_name").distinct()
    rows = list(found.values_list("employer_code", "employer_name", "band", "contract"))
    return Offered(
        employers=list(dict.fromkeys((code, name) for code, name, _, _ in rows)),
        bands=sorted({band for _, _, band, _ in rows}),
        contracts=sorted({contract for *_, contract in rows}),
    )


def newest_adverts(*, at: datetime, limit: int = 4) -> list[BoardAdvert]:
    """The open adverts that came last."""
    return list(BoardAdvert.objects.open_at(at).defer("search", "body").order_by("-opening_at", "-id")[:limit])


@dataclass(frozen=True, slots=True)
class BoardFigures:
    """The board at a glance."""

    adverts: int
    employers: int


def figures_at(at: datetime) -> BoardFigures:
    """How many adverts are open, of how many employers."""
    counted = BoardAdvert.objects.open_at(at).aggregate(
        adverts=Count("id"), employers=Count("partner_key", distinct=True)
    )
    return BoardFigures(**counted)


def advert_with_id(public_id: UUID) -> BoardAdvert | None:
    """An advert in any state, by its public identity."""
    return BoardAdvert.objects.defer("search").filter(public_id=public_id).first()


def pointers_of(user_id: UUID) -> list[ApplicationPointer]:
    """A candidate's applications at every partner, those that changed last first."""
    pointers = ApplicationPointer.objects.filter(user_id=user_id).select_related("advert")
    return list(pointers.defer("advert__search", "advert__body").order_by("-is_live", "-changed_at"))


def pointer_to(application_id: UUID, *, user_id: UUID) -> ApplicationPointer | None:
    """Where a candidate's own application is kept."""
    return ApplicationPointer.objects.filter(application_id=application_id, user_id=user_id).first()


def live_pointer_for(advert: BoardAdvert, *, user_id: UUID) -> ApplicationPointer | None:
    """A candidate's live application for the vacancy behind an advert."""
    same = Q(advert__partner_key=advert.partner_key, advert__vacancy_reference=advert.vacancy_reference)
    return ApplicationPointer.objects.filter(same, user_id=user_id, is_live=True).first()


def saved_answers_of(user_id: UUID) -> SavedAnswers | None:
    """What a candidate has told before."""
    return SavedAnswers.objects.filter(user_id=user_id).first()


def _conditions(wanted: Wanted) -> list[Q]:
    conditions = []
    if wanted.words:
        whole_reference = Q(vacancy_reference__iexact=wanted.words.strip())
        conditions.append(Q(search=_query(wanted.words)) | whole_reference)
    if wanted.place:
        conditions.append(Q(place__icontains=wanted.place) | Q(postcode__istartswith=wanted.place))
    for column, values in (
        ("employer_code", wanted.employers),
        ("band", wanted.bands),
        ("contract", wanted.contracts),
    ):
        if values:
            conditions.append(Q(**{f"{column}__in": values}))
    return conditions


def _in_order(found: BoardAdvertQuerySet, wanted: Wanted) -> BoardAdvertQuerySet:
    if wanted.words and not wanted.closing_first:
        return found.annotate(rank=SearchRank(F("search"), _query(wanted.words))).order_by("-rank", "closing_at", "id")
    return found.order_by("closing_at", "id") if wanted.closing_first else found.order_by("-opening_at", "-id")


def _query(words: str) -> SearchQuery:
    return SearchQuery(words, search_type="websearch", config="english")
