"""Everything by which Guildhall knows somebody again, or takes its own word; made once, and brought to each host.

Each is made for Adam, who belongs everywhere, so that nothing but the wall between two hosts can keep him out.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from urllib.parse import unquote

from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.conf import settings
from django.core import mail

from guildhall.access.models import Membership
from guildhall.access.operations import begin_visit, invite_person
from guildhall.access.roles import Role
from guildhall.access.sessions import SessionStore
from guildhall.access.views.signing_in import NONCE
from guildhall.charging.operations import open_period
from guildhall.notices.enclosures.models import Letter
from tenants.context import inside, on_the_platform
from tenants.models import Partner
from tests import cast
from tests.cast import ADAM, HUGO, MONDAY_9AM, OSKAR, STRANGER
from tests.charging.months import JUNE, a_pool
from tests.metering.feeds import a_source
from tests.metering.machines import Machine, a_token, event
from tests.visitors import Visitor

COSTS = b"pool,amount,ledger_reference,narrative,reason\nrecruitment,600.00,GL 4410 0,Invoices,as agreed\n"
COSTS_TOTAL = "600.00"
HOSTS = ("base", "jobs", "northfield", "eastmoor")
PRIVATE = {"base": "/home/", "jobs": "/applications/", "northfield": "/people/", "eastmoor": "/people/"}
Trial = Callable[[str], bool]
"""Brings what was made to a host. Gives: whether anything opened there."""


@dataclass(frozen=True)
class Credential:
    """What is made once and then brought to a host. `made` gives the trial; `good_on` says where it may open."""

    words: str
    made: Callable[[], Trial]
    good_on: tuple[str, ...] = ()


def belongs_everywhere() -> None:
    """Let Adam administer Eastmoor too, and run and keep the books of the partnership."""
    with on_the_platform():
        eastmoor, user = Partner.objects.get(code="eastmoor"), ADAM.user
        for partner, roles in ((eastmoor, [Role.ADMINISTRATOR]), (None, [Role.OPERATOR, Role.HOST_FINANCE])):
            Membership.objects.create(user=user, partner=partner, roles=roles, since=MONDAY_9AM)


def _northfield() -> Partner:
    with on_the_platform():
        return Partner.objects.get(code="northfield")


def _opens(visitor: Visitor, host: str) -> bool:
    return visitor.get(PRIVATE[host]).status_code == 200


def _brought(made: Visitor, host: str, *, own: Visitor | None = None) -> Visitor:
    """A visitor at a host with all that another's browser holds. Takes: `own`, whose session there is kept."""
    visitor = own or Visitor.of(host=host)
    for name, cookie in made.cookies.items():
        if own is None or name != settings.SESSION_COOKIE_NAME:
            visitor.cookies[name] = cookie.value
    return visitor


def _session(where: str) -> Trial:
    made = Visitor.of(ADAM, host=where)
    return lambda host: _opens(_brought(made, host), host)


def _pass() -> Trial:
    """A pass to Northfield. Whoever brings it has even the right state in their session."""
    there, base = Visitor.of(host="northfield"), Visitor.of(ADAM, host="base")
    wanted = there.get("/sign-in/").url.split("next=")[1]
    arrival = base.get(unquote(wanted)).url.split(settings.BASE_HOST)[1]
    with on_the_platform():
        nonce = SessionStore(there.cookies[settings.SESSION_COOKIE_NAME].value, host=there.host)[NONCE]

    def brought(host: str) -> bool:
        visitor = Visitor.of(host=host)
        with on_the_platform():
            session = SessionStore(host=visitor.host)
            session[NONCE] = nonce
            session.save()
        visitor.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
        visitor.get(arrival)
        return _opens(visitor, host)

    return brought


def _invitation() -> Trial:
    with inside(_northfield()):
        invite_person(email=STRANGER.email, roles=[Role.ADMINISTRATOR], by=ADAM.actor, at=MONDAY_9AM)
        path = f"/invitation/{Letter.objects.latest('id').body.split('/invitation/')[1].split('/')[0]}/"

    def brought(host: str) -> bool:
        visitor = Visitor.of(STRANGER, host=host)
        return visitor.get(path).status_code == 200 or visitor.post(path, {"name": "Sam"}).status_code == 302

    return brought


def _code(asking: str, confirming: str, **asked: str) -> Trial:
    """A code that was sent by e-mail, brought with all that is in the browser that asked for it."""
    made = Visitor.of(host="base")
    made.post(asking, asked)
    code = re.search(r"^\s*([A-Z0-9-]{6,})\s*$", mail.outbox[-1].body, re.M)[1]

    def brought(host: str) -> bool:
        visitor = _brought(made, host)
        answer = visitor.post(confirming, {"code": code})
        onward = "/account/password/reset/complete/" if "reset" in confirming else "/organisations/"
        return answer.status_code == 302 and visitor.get(onward).status_code == 200

    return brought


def _confirmation_key() -> Trial:
    """What allauth could sign to confirm an address. Codes have taken its place, and nothing may read it."""
    address = EmailAddress.objects.create(user=ADAM.user, email="adam@new.example")
    key = EmailConfirmationHMAC.create(address).key

    def brought(host: str) -> bool:
        Visitor.of(ADAM, host=host).post(f"/account/confirm-email/{key}/")
        return EmailAddress.objects.get(pk=address.pk).verified

    return brought


def _password() -> Trial:
    def brought(host: str) -> bool:
        visitor = Visitor.of(host=host)
        visitor.post("/account/login/", {"login": ADAM.email, "password": cast.PASSWORD})
        return _opens(visitor, host)

    return brought


def _form_token(*, planted: bool) -> Trial:
    """The token of a form at Northfield; `planted`, with its cookie as well, as it comes from a page there."""
    made = Visitor.of(ADAM, host="northfield")
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', made.get("/people/").content.decode())[1]

    def brought(host: str) -> bool:
        visitor = Visitor.of(ADAM, host=host)
        visitor.handler.enforce_csrf_checks = True
        visitor.get(PRIVATE[host])
        if planted or host == "northfield":
            visitor.cookies[settings.CSRF_COOKIE_NAME] = made.cookies[settings.CSRF_COOKIE_NAME].value
        headers = {"Origin": f"http://{made.host}"} if planted else {}
        return visitor.post("/sign-out/", {"csrfmiddlewaretoken": token}, headers=headers).status_code == 302

    return brought


def _words_once_said() -> Trial:
    """What Northfield says on the next page: the other browser keeps its own session at its own host."""
    made = Visitor.of(ADAM, host="northfield")
    made.post("/people/invitations/new/", {"email": "sam@new.example", "roles": ["panel"]})

    def brought(host: str) -> bool:
        visitor = _brought(made, host, own=None if host == "northfield" else Visitor.of(ADAM, host=host))
        return "Invitation sent to sam@new.example" in visitor.get(PRIVATE[host]).content.decode()

    return brought


def _visit() -> Trial:
    with on_the_platform():
        begin_visit(partner_id=_northfield().id, reason="They rang.", by=OSKAR.actor, at=MONDAY_9AM)
    return lambda host: Visitor.of(OSKAR, host=host).get("/people/").status_code == 200


def _figures_token() -> Trial:
    """Whoever watches over the processes: the token opens /metrics, the same on each host, and no page of any."""
    return lambda host: Visitor.of(host=host).get(
        PRIVATE[host], headers={"Authorization": f"Bearer {settings.METRICS_TOKEN}"}
    ).status_code == 200  # fmt: skip


def _machines_token() -> Trial:
    with on_the_platform():
        a_source("tills", of="northfield")
        secret = a_token("northfield")
    return lambda host: Machine(secret, host=host).sends([event()]).status_code == 200


def _costs_looked_at() -> Trial:
    """A file of costs, kept in a hidden field between looking and loading. It is judged again, and there alone."""
    with on_the_platform():
        a_pool("recruitment")
        open_period(month=JUNE, by=HUGO.actor, at=MONDAY_9AM)
    kept = {"kept": b64encode(COSTS).decode(), "file_name": "june.csv", "control_total": COSTS_TOTAL}
    return lambda host: Visitor.of(ADAM, host=host).post(f"/months/{JUNE}/costs/load/", kept).status_code == 302


_SIGNING_UP = {"name": "Noor Haddad", "email": "noor@new.example", "password1": "quiet harbour morning"}
_CODES = {
    "a code to sign in": ("/account/login/code/", "/account/login/code/confirm/", {"email": ADAM.email}),
    "a code that proves an address": ("/account/signup/", "/account/confirm-email/", _SIGNING_UP),
    "a code for another password": (
        "/account/password/reset/",
        "/account/password/reset/confirm/",
        {"email": ADAM.email},
    ),
}
CREDENTIALS = (
    Credential("a session of the base host", partial(_session, "base"), ("base",)),
    Credential("a session of the jobs host", partial(_session, "jobs"), ("jobs",)),
    Credential("a session of a partner's host", partial(_session, "northfield"), ("northfield",)),
    Credential("a pass", _pass, ("northfield",)),
    Credential("an invitation", _invitation, ("northfield",)),
    Credential("a password", _password, ("base",)),
    *(Credential(words, partial(_code, *steps, **asked), ("base",)) for words, (*steps, asked) in _CODES.items()),
    Credential("a key that confirms an address", _confirmation_key),
    Credential("the token of a form", partial(_form_token, planted=False), ("northfield",)),
    Credential("the token of a form with its cookie", partial(_form_token, planted=True), ("northfield",)),
    Credential("words said once", _words_once_said, ("northfield",)),
    Credential("a visit", _visit, ("northfield",)),
    Credential("the token for figures", _figures_token),
    Credential("a machine's token", _machines_token, ("northfield",)),
    Credential("costs that were looked at", _costs_looked_at, ("base",)),
)
