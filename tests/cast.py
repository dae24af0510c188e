"""The standing cast: two partners that both hold data, and people with jobs. Nobody invents "user1".

A room may add a player here, by name.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import make_password

from apps.partnership.operations.onboarding import (
    TERMS_VERSION,
    Application,
    agree_terms,
    apply_to_join,
    start_building,
)
from guildhall.access.models import User
from guildhall.access.operations import appoint_person, register_candidate
from guildhall.access.queries import actor_for
from guildhall.access.roles import Role
from guildhall.kernel import SYSTEM, Actor
from guildhall.notices.queries import outbox_health
from tenants.context import on_the_platform
from tenants.delivering import deliver_everything_waiting
from tenants.models import Partner

LONDON = ZoneInfo("Europe/London")
MONDAY_9AM = datetime(2026, 6, 1, 9, 0, tzinfo=LONDON)
THE_BEGINNING = datetime(2026, 3, 2, 9, 0, tzinfo=LONDON)
PASSWORD = "correct horse battery"


def after(at: datetime = MONDAY_9AM, **later: int) -> datetime:
    """A while after a moment: after(days=3)."""
    return at + timedelta(**later)


@dataclass(frozen=True)
class Player:
    """One of the cast: where they work and what they do there. `partner` None is the partnership itself."""

    email: str
    name: str
    roles: tuple[Role, ...]
    partner: str | None = "northfield"

    @property
    def user(self) -> User:
        with on_the_platform():
            return User.objects.get(email=self.email)

    @property
    def actor(self) -> Actor:
        with on_the_platform():
            partner = Partner.objects.get(code=self.partner) if self.partner else None
            return actor_for(self.user, partner=partner)


RITA = Player("rita@northfield.example", "Rita Osei", (Role.RECRUITER,))
ANIL = Player("anil@northfield.example", "Anil Shah", (Role.APPROVER,))
PETRA = Player("petra@northfield.example", "Petra Novak", (Role.PANEL,))
PAUL = Player("paul@northfield.example", "Paul Byrne", (Role.PANEL,))
ADAM = Player("adam@northfield.example", "Adam Reid", (Role.ADMINISTRATOR,))
FIONA = Player("fiona@northfield.example", "Fiona Grant", (Role.FINANCE,))
AMA = Player("ama@northfield.example", "Ama Boateng", (Role.ACCOUNT_APPROVER,))
OSKAR = Player("oskar@guildhall.example", "Oskar Lindqvist", (Role.OPERATOR,), partner=None)
OLGA = Player("olga@guildhall.example", "Olga Brandt", (Role.OPERATOR,), partner=None)
HUGO = Player("hugo@guildhall.example", "Hugo Marsh", (Role.HOST_FINANCE,), partner=None)
HELEN = Player("helen@guildhall.example", "Helen Sato", (Role.HOST_FINANCE, Role.BOARD), partner=None)
EDEN = Player(
    "eden@eastmoor.example", "Eden Walsh", (Role.RECRUITER, Role.ADMINISTRATOR, Role.FINANCE), partner="eastmoor"
)
EWAN = Player("ewan@eastmoor.example", "Ewan Price", (Role.APPROVER, Role.PANEL), partner="eastmoor")
ELIN = Player(
    "elin@eastmoor.example", "Elin Hughes", (Role.PANEL, Role.ACCOUNT_APPROVER, Role.STAFF), partner="eastmoor"
)
OF_EASTMOOR = (EDEN, EWAN, ELIN)  # every role that there is with a partner is one of theirs
MEMBERS = (RITA, ANIL, PETRA, PAUL, ADAM, FIONA, AMA, OSKAR, OLGA, HUGO, HELEN, *OF_EASTMOOR)

CASEY = Player("casey@candidate.example", "Casey Morgan", (), partner=None)
CARLA = Player("carla@candidate.example", "Carla Mendes", (), partner=None)
STRANGER = Player("stranger@nowhere.example", "Sam Stranger", (), partner=None)
WITHOUT_A_MEMBERSHIP = (CASEY, CARLA, STRANGER)

NORTHFIELD = Application(
    code="northfield",
    name="Northfield Hospitals NHS Trust",
    short_name="Northfield",
    letters="NF",
    kind=Partner.Kind.ACUTE,
    first_administrator=ADAM.email,
    joins_on=date(2026, 4, 1),
)
EASTMOOR = Application(
    code="eastmoor",
    name="Eastmoor Mental Health Trust",
    short_name="Eastmoor",
    letters="EM",
    kind=Partner.Kind.MENTAL_HEALTH,
    theme=Partner.Theme.INDIGO,
    first_administrator=EDEN.email,
    joins_on=date(2026, 4, 1),
)


def build_the_world() -> None:
    """The two partners and everyone in them, by the operations that the pages call."""
    with on_the_platform():
        _appoint(OSKAR)
        operator = OSKAR.actor
        for application in (NORTHFIELD, EASTMOOR):
            _bring_in(application, by=operator)
    deliver_everything_waiting(at=THE_BEGINNING)
    with on_the_platform():
        if parked := outbox_health().parked:
            raise RuntimeError(f"{parked} deliveries were parked while the world was built: look at the log above.")
        _let_everyone_in()


def _let_everyone_in() -> None:
    partners = {partner.code: partner for partner in Partner.objects.all()}
    for player in MEMBERS:
        if player is not OSKAR:
            _appoint(player, partner=partners.get(player.partner or ""))
    for player in WITHOUT_A_MEMBERSHIP:
        register_candidate(
            email=player.email, name=player.name, password_hash=make_password(PASSWORD), by=SYSTEM, at=THE_BEGINNING
        )


def player_id(player: Player) -> UUID:
    return player.user.id


def _bring_in(application: Application, *, by: Actor) -> None:
    partner = apply_to_join(application=application, by=by, at=THE_BEGINNING)
    agree_terms(partner_id=partner.id, terms_version=TERMS_VERSION, by=by, at=THE_BEGINNING)
    start_building(partner_id=partner.id, by=by, at=THE_BEGINNING)


def _appoint(player: Player, *, partner: Partner | None = None) -> None:
    appoint_person(
        email=player.email,
        name=player.name,
        partner=partner,
        roles=player.roles,
        password_hash=make_password(PASSWORD),
        by=SYSTEM,
        at=THE_BEGINNING,
    )
