"""Who is in the demo partnership. Every name is invented, the shape is a real shared service's: a host group, three
more groups, a mental-health trust and a community trust, 9,500 users over 122 sites and 240 practices, and a seventh
partner with 29 practices that joins during the year.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from apps.partnership.operations.onboarding import Application
from guildhall.access.roles import Role
from tenants.models import Partner

PASSWORD = "open the books"  # noqa: S105  # printed at the start of the demo; nothing else uses it


@dataclass(frozen=True, slots=True)
class Member:
    """A partner of the demo with its size. `weight` is how much of the year's hiring is theirs, in twentieths."""

    application: Application
    users: int
    sites: int
    practices: int
    vacancies_a_month: int

    @property
    def code(self) -> str:
        return self.application.code


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who signs in to the demo."""

    email: str
    name: str
    roles: tuple[Role, ...]


def _member(
    code: str,
    name: str,
    short: str,
    letters: str,
    kind: str,
    theme: str,
    ods: str,
    *,
    joins: date,
    size: tuple[int, int, int, int],
) -> Member:
    users, sites, practices, vacancies = size
    application = Application(
        code=code,
        name=name,
        short_name=short,
        letters=letters,
        kind=kind,
        first_administrator=f"administrator@{code}.example",
        joins_on=joins,
        ods_code=ods,
        theme=theme,
    )
    return Member(application, users, sites, practices, vacancies)


_KIND, _THEME, _APRIL = Partner.Kind, Partner.Theme, date(2026, 4, 1)

MEMBERS: tuple[Member, ...] = (
    _member("highmarsh", "Highmarsh Commissioning Group", "Highmarsh", "HM", _KIND.HOST, _THEME.SLATE, "XGH01",
            joins=_APRIL, size=(1420, 9, 61, 2)),
    _member("ashcombe", "Ashcombe Commissioning Group", "Ashcombe", "AC", _KIND.GROUP, _THEME.FOREST, "XGH02",
            joins=_APRIL, size=(705, 6, 58, 1)),
    _member("westholme", "Westholme Commissioning Group", "Westholme", "WH", _KIND.GROUP, _THEME.PLUM, "XGH03",
            joins=_APRIL, size=(910, 8, 66, 1)),
    _member("fernleigh", "Fernleigh Commissioning Group", "Fernleigh", "FL", _KIND.GROUP, _THEME.SLATE, "XGH04",
            joins=_APRIL, size=(640, 5, 55, 1)),
    _member("eastmoor", "Eastmoor Mental Health Trust", "Eastmoor", "EM", _KIND.MENTAL_HEALTH, _THEME.INDIGO, "XGH05",
            joins=_APRIL, size=(2785, 61, 0, 2)),
    _member("northfield", "Northfield Community Health Trust", "Northfield", "NF", _KIND.COMMUNITY, _THEME.TEAL,
            "XGH06", joins=_APRIL, size=(3040, 33, 0, 2)),
)  # fmt: skip

SEVENTH = _member("larkhill", "Larkhill Commissioning Group", "Larkhill", "LH", _KIND.GROUP, _THEME.FOREST, "XGH07",
                  joins=date(2026, 9, 1), size=(310, 3, 29, 1))  # fmt: skip

HOSTS: tuple[Colleague, ...] = (
    Colleague("operator@guildhall.example", "Oskar Lindqvist", (Role.OPERATOR,)),
    Colleague("deputy@guildhall.example", "Olga Brandt", (Role.OPERATOR,)),
    Colleague("finance@guildhall.example", "Hugo Marsh", (Role.HOST_FINANCE,)),
    Colleague("director@guildhall.example", "Helen Sato", (Role.HOST_FINANCE, Role.BOARD)),
)

_STAFF = (
    ("administrator", Role.ADMINISTRATOR),
    ("recruiter", Role.RECRUITER),
    ("approver", Role.APPROVER),
    ("panel", Role.PANEL),
    ("panel2", Role.PANEL),
    ("finance", Role.FINANCE),
    ("accounts", Role.ACCOUNT_APPROVER),
)
_FIRST = (
    "Adam Rita Anil Petra Paul Fiona Ama Bryn Cora Dele Edie Farid Greta Hamza Iris Jonas Kezia Lewis Maud Nadia"
).split()
_LAST = (
    "Reid Osei Shah Novak Byrne Grant Boateng Hale Iqbal Jarvis Kerr Lund Moss Nash Orr Pike Quinn Rowe Sked Thorne"
).split()


def colleagues_of(member: Member) -> list[Colleague]:
    """The people of a partner who sign in: one for each role, two for the panel."""
    place = [one.code for one in (*MEMBERS, SEVENTH)].index(member.code)
    start = 0 if member.code == "northfield" else 7 + place
    return [
        Colleague(
            f"{post}@{member.code}.example",
            f"{_FIRST[(start + turn) % 20]} {_LAST[(start * 3 + turn) % 20] if start else _LAST[turn]}",
            (role,),
        )
        for turn, (post, role) in enumerate(_STAFF)
    ]
