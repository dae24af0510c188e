"""Somebody new creates an account on the base host and goes on to where they were going."""

from __future__ import annotations

import re

from django.core import mail

from guildhall.access.models import User
from tenants.context import on_the_platform


def test_a_newcomer_confirms_their_address_with_a_code_and_goes_on(visit):
    base = visit(host="base")
    wanted = "/hand-off/?to=northfield.guildhall.localhost&state=x&next=/"
    form = {"name": "Noor Haddad", "email": "noor@new.example", "password1": "quiet harbour morning", "next": wanted}

    asked = base.post("/account/signup/", form)
    code = re.search(r"^\s*([A-Z0-9-]{6,})\s*$", mail.outbox[-1].body, re.M)[1]
    answer = base.post(asked.url, {"code": code})

    assert answer.status_code == 302, answer.content.decode()
    assert answer.url == wanted
    with on_the_platform():
        assert User.objects.get(email="noor@new.example").name == "Noor Haddad"


def test_the_forms_of_signing_in_may_end_on_our_other_hosts_and_no_other_page_s_may(visit):
    policy = visit(host="base").get("/account/login/")["Content-Security-Policy"]
    elsewhere = visit(host="base").get("/")["Content-Security-Policy"]

    assert "form-action 'self' http://*.guildhall.localhost" in policy
    assert "form-action 'self';" in f"{elsewhere};"


def test_a_code_is_asked_for_and_sent_without_a_password(visit):
    base = visit(host="base")

    asked = base.get("/account/login/code/")
    answer = base.post("/account/login/code/", {"email": "rita@northfield.example"})

    assert 'action="/account/login/code/"' in asked.content.decode()
    assert answer.status_code == 302
    assert [message.to for message in mail.outbox] == [["rita@northfield.example"]]


def test_who_forgot_their_password_is_sent_a_code_and_chooses_another(visit):
    base, elsewhere = visit(host="base"), visit(host="base")

    asked = base.post("/account/password/reset/", {"email": "rita@northfield.example"})
    code = re.search(r"^\s*([A-Z0-9-]{6,})\s*$", mail.outbox[-1].body, re.M)[1]
    chosen = base.post(asked.url, {"code": code}, follow=True)
    words = {"password1": "quiet harbour morning", "password2": "quiet harbour morning"}
    done = base.post("/account/password/reset/complete/", words, follow=True)

    assert "://" not in mail.outbox[0].body, "a code, good in the browser that asked, and no link"
    assert "Choose a new password" in chosen.content.decode()
    assert "Your password is changed" in done.content.decode()
    for password, status in (("correct horse battery", 200), ("quiet harbour morning", 302)):
        answer = elsewhere.post("/account/login/", {"login": "rita@northfield.example", "password": password})
        assert (password, answer.status_code) == (password, status)
