"""What people do in a soak. Hosts come from SOAK_HOSTS; every name under .localhost is this machine."""

from __future__ import annotations

import os
import random
import re
import socket
from functools import partial
from html import unescape
from http.cookiejar import DefaultCookiePolicy
from itertools import count
from urllib.parse import urlsplit

import requests
from locust import HttpUser, between, task
from requests import Response

from bench.soak import PASSWORD

CODES, PORT = os.environ["SOAK_HOSTS"].split(","), os.environ["SOAK_PORT"]
BASE = "guildhall.localhost"
WORDS = ("nurse", "ward sister", "porter", "pharmacist", "radiographer", "clerk", "cook", "driver", "")
AS_BROWSERS_DO = DefaultCookiePolicy(strict_ns_domain=DefaultCookiePolicy.DomainStrictNonDomain)  # each host its own
_numbers = count()
_resolve = socket.getaddrinfo


def _here(host: object, *args: object, **kwargs: object) -> object:
    return _resolve("127.0.0.1" if str(host).endswith(".localhost") else host, *args, **kwargs)


socket.getaddrinfo = _here
requests.sessions.RequestsCookieJar = partial(requests.cookies.RequestsCookieJar, policy=AS_BROWSERS_DO)


def _what(answer: Response) -> str:
    """What was answered instead, the same words for the same fault."""
    path = re.sub(r"/arrive/.*", "/arrive/", urlsplit(answer.url).path)
    return f"{answer.status_code} at {path}" if answer.status_code else f"no answer: {type(answer.error).__name__}"


class Somebody(HttpUser):
    """A person with a client address of their own, as the proxy would tell it."""

    abstract = True
    wait_time = between(0.1, 0.5)
    host = f"http://{BASE}:{PORT}"

    def on_start(self) -> None:
        number = next(_numbers)
        self.client.cookies.set_policy(AS_BROWSERS_DO)
        self.client.headers["X-Forwarded-For"] = f"10.1.{number // 250}.{number % 250 + 1}"

    def look(self, host: str, path: str, name: str, *, sees: str = "") -> str:
        with self.client.get(f"http://{host}.{BASE}:{PORT}{path}", name=name, catch_response=True) as answer:
            if answer.status_code != 200 or sees not in answer.text or "/account/login/" in answer.url:
                answer.failure(_what(answer))
            return str(answer.text)


class Candidate(Somebody):
    """Looks for a job, and reads what is found."""

    weight = 3

    @task(4)
    def search(self) -> None:
        found = self.look("jobs", f"/jobs/?q={random.choice(WORDS)}", "jobs board: search", sees="jobs")
        adverts = re.findall(r'href="(/jobs/[0-9a-f-]{36}/)', found)
        if adverts:
            self.look("jobs", random.choice(adverts), "jobs board: an advert", sees="Apply")

    @task(1)
    def begin(self) -> None:
        self.look("jobs", "/", "jobs board: front page", sees="jobs")


class Member(Somebody):
    """Works at one partner, and now and then signs in at another."""

    weight = 5

    def on_start(self) -> None:
        super().on_start()
        self.sign_in()

    def sign_in(self) -> None:
        """From the partner's host to the base host and back, as a browser goes."""
        self.client.cookies.clear()
        self.code = random.choice(CODES)
        page = self.client.get(f"http://{self.code}.{BASE}:{PORT}/sign-in/?next=/vacancies/", name="sign in: the form")
        hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.text)
        fields = {name: unescape(value) for name, value in hidden}
        fields |= {"login": f"p{random.randrange(5)}@{self.code}.example", "password": PASSWORD}
        with self.client.post(
            page.url, data=fields, headers={"Referer": page.url}, name="sign in: password to page", catch_response=True
        ) as answer:
            if f"{self.code}.{BASE}" not in answer.url or answer.status_code != 200:
                answer.failure(_what(answer))

    @task(6)
    def vacancies(self) -> None:
        self.look(self.code, "/vacancies/", "recruiter: vacancies", sees="acanc")

    @task(4)
    def home(self) -> None:
        self.look(self.code, "/", "recruiter: home")

    @task(3)
    def usage(self) -> None:
        self.look(self.code, "/usage/", "finance: usage", sees="200")

    @task(2)
    def people(self) -> None:
        self.look(self.code, "/people/", "administrator: people", sees="Person 4")

    @task(1)
    def sign_in_elsewhere(self) -> None:
        self.sign_in()
