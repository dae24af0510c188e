"""Tokens for machines: made by who may, shown once, kept as a digest, ended by hand."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from guildhall.access.errors import TokenEnded, TokenNameTaken, TokenNeedsAName
from guildhall.access.models import ApiToken, RateCounter, Scope
from guildhall.access.operations.tokens import end_token, make_source_token, make_token
from guildhall.access.queries import actor_of, token_with_secret
from guildhall.access.rates import times_in_this_minute
from guildhall.access.rules import digest_of
from guildhall.audit.queries import trail_of
from guildhall.kernel import NotAllowed
from guildhall.web.parts import Tag
from tenants.context import inside, on_the_platform
from tests import cast
from tests.cast import ADAM, EDEN, HUGO, MONDAY_9AM, RITA, after
from tests.web.test_pages import lint, tree_of

TOLD = {"scope": Scope.USAGE, "at": MONDAY_9AM}


def test_a_token_is_known_by_its_secret_which_is_kept_nowhere(northfield, administrator):
    token, secret = make_token(name="Tills", by=administrator, **TOLD)

    assert (secret[:4], len(secret) > 40, token.secret_digest) == ("ghl_", True, digest_of(secret))
    assert secret not in str([list(row) for row in ApiToken.objects.values_list()])
    assert [(entry.what, entry.by) for entry in trail_of(token)] == [("API token made", ADAM.name)]
    with on_the_platform():
        assert (token_with_secret(secret), token_with_secret(secret + "x")) == (token, None)


def test_it_acts_for_its_partner_within_its_scope_and_holds_no_role(northfield, administrator):
    token, _ = make_token(name="Tills", by=administrator, **TOLD)

    actor = actor_of(token)

    assert (actor.id, actor.partner, actor.roles) == (token.key, northfield.schema_name, {"sends usage"})


def test_only_administrators_make_tokens_and_only_of_their_own_partner(northfield, eastmoor, recruiter, administrator):
    token, _ = make_token(name="Tills", by=administrator, **TOLD)

    with pytest.raises(NotAllowed):
        make_token(name="Mine", by=recruiter, **TOLD)
    with pytest.raises(NotAllowed):
        end_token(token_id=token.id, by=recruiter, at=MONDAY_9AM)
    with inside(eastmoor), pytest.raises(ApiToken.DoesNotExist):
        end_token(token_id=token.id, by=EDEN.actor, at=MONDAY_9AM)


def test_a_token_has_a_name_of_its_own_until_it_is_ended(northfield, administrator):
    token, _ = make_token(name="Tills", by=administrator, **TOLD)

    with pytest.raises(TokenNeedsAName):
        make_token(name=" ", by=administrator, **TOLD)
    with pytest.raises(TokenNameTaken):
        make_token(name="Tills", by=administrator, **TOLD)
    end_token(token_id=token.id, by=administrator, at=after(hours=1))
    with pytest.raises(TokenEnded):
        end_token(token_id=token.id, by=administrator, at=after(hours=1))

    assert make_token(name="Tills", by=administrator, **TOLD)[0].ended_at is None


def test_a_token_of_the_host_speaks_for_one_source(on_platform):
    with pytest.raises(NotAllowed):
        make_source_token(name="Exchange", source="telephones", by=RITA.actor, at=MONDAY_9AM)
    token, _ = make_source_token(name="Exchange", source="telephones", by=HUGO.actor, at=MONDAY_9AM)

    assert (actor_of(token).partner, actor_of(token).roles) == (None, {"sends usage for telephones"})
    with pytest.raises(IntegrityError, match="speaks_for_one_source"), transaction.atomic():
        ApiToken.objects.filter(id=token.id).update(source="")


def test_what_is_done_too_often_is_counted_by_the_minute_in_one_row(on_platform):
    counted = [times_in_this_minute("token 7", at=after(seconds=s)) for s in (0, 20, 59, 60, 61)]

    assert counted == [1, 2, 3, 1, 2]
    assert times_in_this_minute("token 8", at=MONDAY_9AM) == 1
    assert RateCounter.objects.count() == 2


def test_an_administrator_makes_a_token_on_its_page_sees_it_once_and_ends_it(northfield, visit, monday_9am):
    adam = visit(cast.ADAM)
    lint(tree_of(adam.get("/tokens/")))

    made = adam.post("/tokens/new/", {"name": "Restaurant tills", "scope": "usage"})
    with on_the_platform():
        token = token_with_secret(made.context["page"].secret)
    shown = adam.get("/tokens/")
    ended = adam.post(f"/tokens/{token.id}/end/", follow=True)

    lint(tree_of(made))
    assert (made.status_code, made.headers["Cache-Control"]) == (200, "no-store")
    assert made.context["page"].secret not in shown.content.decode()
    state = ended.context["page"].table.rows[0][4]
    assert (state.value, state.note) == (Tag("Ended", "grey"), "1 June 2026")


def test_a_name_is_asked_for(northfield, visit):
    answer = visit(cast.ADAM).post("/tokens/new/", {"name": "", "scope": "usage"})

    assert (answer.status_code, "Give the token a name" in answer.content.decode()) == (422, True)


@pytest.mark.parametrize("count", [1, 50])
def test_the_list_of_tokens_asks_as_much_for_one_as_for_fifty(
    northfield, administrator, visit, django_assert_num_queries, count
):
    for number in range(count):
        make_token(name=f"Till {number}", by=administrator, **TOLD)
    adam = visit(cast.ADAM)

    with django_assert_num_queries(5):
        page = adam.get("/tokens/").context["page"]

    assert len(page.table.rows) == count
