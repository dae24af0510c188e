"""People sign in on the base host and are handed, once, to the host they came from."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings

from guildhall.access.errors import (
    AlreadyInvited,
    AlreadyMember,
    HandOffRefused,
    InvitationGone,
    InvitedSomebodyElse,
    LastAdministrator,
)
from guildhall.access.models import HostSession, Membership
from guildhall.access.operations import (
    accept_invitation,
    change_roles,
    end_membership,
    invite_person,
    make_hand_off,
    use_hand_off,
)
from guildhall.access.roles import Role
from guildhall.audit.models import AuditEntry
from guildhall.kernel import NotAllowed
from guildhall.notices.enclosures.models import Letter
from tenants.context import on_the_platform
from tests import cast
from tests.cast import MONDAY_9AM, after


def _secret_in_the_letter() -> str:
    letter = Letter.objects.latest("id")
    return letter.body.split("/invitation/")[1].split("/")[0]


def test_an_invited_person_gets_a_letter_joins_and_holds_the_roles(northfield, administrator, stranger):
    invite_person(email=cast.STRANGER.email, roles=[Role.RECRUITER], by=administrator, at=MONDAY_9AM)
    secret = _secret_in_the_letter()

    membership = _accepted(secret=secret, name="Sam Stranger", by=stranger, email=cast.STRANGER.email, at=after(days=1))

    assert (membership.partner_id, membership.roles) == (northfield.id, ["recruiter"])


def test_an_invitation_is_good_once_for_its_address_and_for_a_fortnight(northfield, administrator, stranger, candidate):
    invite_person(email=cast.STRANGER.email, roles=[Role.PANEL], by=administrator, at=MONDAY_9AM)
    secret = _secret_in_the_letter()

    with pytest.raises(InvitedSomebodyElse, match=f"is for {cast.STRANGER.email}"):
        _accepted(secret=secret, name="Casey", by=candidate, email=cast.CASEY.email, at=MONDAY_9AM)
    with pytest.raises(InvitationGone):
        _accepted(secret=secret, name="S", by=stranger, email=cast.STRANGER.email, at=after(days=15))
    _accepted(secret=secret, name="S", by=stranger, email=cast.STRANGER.email, at=after(days=1))
    with pytest.raises(InvitationGone):
        _accepted(secret=secret, name="S", by=stranger, email=cast.STRANGER.email, at=after(days=1))


def test_nobody_is_invited_twice_and_no_member_is(northfield, administrator):
    invite_person(email=cast.STRANGER.email, roles=[Role.PANEL], by=administrator, at=MONDAY_9AM)

    with pytest.raises(AlreadyInvited):
        invite_person(email=cast.STRANGER.email, roles=[Role.PANEL], by=administrator, at=MONDAY_9AM)
    with pytest.raises(AlreadyMember):
        invite_person(email=cast.RITA.email, roles=[Role.PANEL], by=administrator, at=MONDAY_9AM)


def test_only_an_administrator_invites(northfield, recruiter):
    with pytest.raises(NotAllowed, match="You cannot invite people"):
        invite_person(email="new@northfield.example", roles=[Role.PANEL], by=recruiter, at=MONDAY_9AM)


def test_the_last_administrator_stays(northfield, administrator):
    with pytest.raises(LastAdministrator):
        end_membership(user_id=administrator.id, by=administrator, at=MONDAY_9AM)
    with pytest.raises(LastAdministrator):
        change_roles(user_id=administrator.id, roles=[Role.STAFF], by=administrator, at=MONDAY_9AM)


def test_signing_in_from_a_partners_host_leads_back_there(visit):
    there, base = visit(host="northfield"), visit(cast.RITA, host="base")
    to_base = urlsplit(there.get("/sign-in/?next=/vacancies/").url)
    wanted = parse_qs(to_base.query)["next"][0]

    back = urlsplit(base.get(wanted).url)
    arrived = there.get(f"{back.path}?{back.query}")

    assert to_base.netloc == "guildhall.localhost"
    assert back.netloc == "northfield.guildhall.localhost"
    assert arrived.url == "/vacancies/"
    with on_the_platform():
        assert HostSession.objects.filter(host=there.host, user_id=cast.player_id(cast.RITA)).count() == 1


def test_a_pass_is_good_once_and_only_in_the_browser_that_asked(visit):
    there, base, thief = visit(host="northfield"), visit(cast.RITA, host="base"), visit(host="northfield")
    wanted = parse_qs(urlsplit(there.get("/sign-in/").url).query)["next"][0]
    back = urlsplit(base.get(wanted).url)

    assert thief.get(f"{back.path}?{back.query}").status_code == 403
    assert there.get(f"{back.path}?{back.query}").status_code == 302
    assert there.get(f"{back.path}?{back.query}").status_code == 403


def test_a_pass_for_one_partners_host_is_no_good_on_anothers(on_platform, recruiter):
    northfields, eastmoors = (f"{code}.{settings.BASE_HOST}" for code in ("northfield", "eastmoor"))
    secret = make_hand_off(host=northfields, nonce="n", by=recruiter, at=MONDAY_9AM)

    with pytest.raises(HandOffRefused):
        use_hand_off(secret=secret, host=eastmoors, nonce="n", at=MONDAY_9AM)

    assert use_hand_off(secret=secret, host=northfields, nonce="n", at=MONDAY_9AM).id == recruiter.id


def test_a_strangers_host_is_misdirected(visit):
    assert visit().get("/", headers={"host": "evil.example"}).status_code == 421


def test_a_session_brought_to_another_host_is_ended_and_written_down(visit):
    rita = visit(cast.RITA)
    rita.get("/sign-in/")

    answer = rita.get("/people/", headers={"host": "eastmoor.guildhall.localhost"})
    afterwards = rita.get("/people/")

    assert answer.status_code == 302
    assert afterwards.status_code == 302, "the session is gone on its own host too"
    with on_the_platform():
        entry = AuditEntry.objects.get(what="session brought to another host and ended")
    assert entry.details == {
        "begun on": "northfield.guildhall.localhost",
        "brought to": "eastmoor.guildhall.localhost",
    }


def test_membership_is_read_anew_at_each_request(visit, administrator, northfield):
    adam = visit(cast.ADAM)
    before = adam.get("/people/").status_code
    Membership.objects.filter(user_id=administrator.id).update(ended_at=MONDAY_9AM)

    assert (before, adam.get("/people/").status_code) == (200, 404)


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_nobody_is_sent_to_another_site(visit, wanted):
    there = visit(host="northfield")

    onward = parse_qs(urlsplit(there.get("/sign-in/", {"next": wanted}).url).query)["next"][0]

    assert parse_qs(urlsplit(onward).query)["next"] == ["/"]


def test_a_person_signs_in_with_a_password_on_the_base_host(visit):
    base = visit(host="base")

    answer = base.post("/account/login/", {"login": cast.RITA.email, "password": cast.PASSWORD})

    assert (answer.status_code, answer.url) == (302, "/organisations/")


def test_a_wrong_password_is_said_in_plain_words(visit):
    answer = visit(host="base").post("/account/login/", {"login": cast.RITA.email, "password": "wrong"})

    assert answer.status_code == 200
    assert "There is a problem" in answer.content.decode()


def test_signing_out_at_one_host_leaves_nothing_behind_at_the_others(visit):
    there, base = visit(cast.RITA), visit(cast.RITA, host="base")

    there.post("/sign-out/")

    assert base.get("/organisations/").status_code == 302
    with on_the_platform():
        assert HostSession.objects.filter(user_id=cast.player_id(cast.RITA)).count() == 0


def test_a_pass_asked_for_with_a_state_that_is_too_long_is_not_given(visit):
    base = visit(cast.RITA, host="base")

    assert base.get("/hand-off/", {"to": "northfield.guildhall.localhost", "state": "x" * 65}).status_code == 404


def _accepted(**answer: object) -> Membership:
    with on_the_platform():
        return accept_invitation(**answer)
