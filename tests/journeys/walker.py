"""Somebody walking through the house: what they open is checked and photographed on the way."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Locator, Page, Request, Response

from apps.partnership.demo.members import PASSWORD
from apps.partnership.mailbox import messages_in

RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}
EXPECTED_NOISE = tuple(f"the server responded with a status of {status}" for status in (403, 404, 409, 410, 421, 422))


@dataclass(frozen=True)
class House:
    """Where the demo is served, where its mail lies, and where it keeps everything."""

    port: int
    mail: Path
    state: Path

    def address(self, host: str, path: str = "/") -> str:
        """A page of a host: "base", "jobs", or a partner's code."""
        name = "guildhall.localhost" if host == "base" else f"{host}.guildhall.localhost"
        return f"http://{name}:{self.port}{path}"

    def latest_mail(self, *, to: str, containing: str = "", within_seconds: float = 15.0) -> str:
        """The newest message to somebody, waited for."""
        until = time.monotonic() + within_seconds
        while time.monotonic() < until:
            for mail in messages_in(self.mail, at_most=400):
                if to in mail.to and containing in mail.body:
                    return mail.body
            time.sleep(0.2)
        raise AssertionError(f"No mail reached {to} within {within_seconds} s.")


@dataclass
class Walker:
    """A person at a browser."""

    name: str
    house: House
    page: Page
    pictures: Path
    scripts: bool = True
    complaints: list[str] = field(default_factory=list)
    steps: int = 0

    def __post_init__(self) -> None:
        self.page.set_default_timeout(15_000)
        self.page.on("console", self._hear)
        self.page.on("requestfailed", self._note_failed)
        self.page.on("response", self._note_answer)

    def open(self, host: str, path: str = "/") -> Walker:
        self.page.goto(self.house.address(host, path))
        return self

    def sign_in(self, email: str, *, host: str, path: str = "/", password: str = PASSWORD) -> Walker:
        """From a host's own sign-in link, through the base host, and back."""
        self.page.goto(self.house.address(host, f"/sign-in/?next={path}"))
        self.fill(login=email, password=password)
        self.press("Sign in")
        return self

    def fill(self, **answers: str) -> Walker:
        """Fill fields by their names."""
        for name, answer in answers.items():
            self.page.locator(f'[name="{name}"]').fill(answer)
        return self

    def fill_day(self, name: str, day: date) -> Walker:
        """Fill the three boxes of a day."""
        return self.fill(
            **{f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}
        )

    def select(self, **answers: str) -> Walker:
        """Choose in lists by their names; answers are the options' values."""
        for name, answer in answers.items():
            self.page.locator(f'select[name="{name}"]').select_option(answer)
        return self

    def choose(self, *labels: str) -> Walker:
        """Tick boxes and pick radios by their labels."""
        for label in labels:
            self.page.get_by_label(label).first.check()
        return self

    def press(self, name: str) -> Walker:
        return self._go(self.page.locator("main").get_by_role("button", name=name, exact=True).first)

    def press_beginning(self, words: str) -> Walker:
        """A button whose words go on for those who cannot see what it is about."""
        return self._go(self.page.locator("main").get_by_role("button", name=words).first)

    def follow(self, name: str) -> Walker:
        return self._go(self.page.locator("main a", has_text=name).first)

    def unfold(self, title: str) -> Walker:
        """Open what is folded on a phone and stands open on a wide screen."""
        if not self.page.locator("details", has_text=title).locator("form").first.is_visible():
            self.page.locator("summary", has_text=title).first.click()
        return self

    def download(self, name: str) -> bytes:
        with self.page.expect_download() as coming:
            self.page.locator("main a", has_text=name).first.click()
        return Path(coming.value.path()).read_bytes()

    def _go(self, door: Locator) -> Walker:
        """Click, and be on the page it leads to: what is counted or photographed next is never the page before."""
        with self.page.expect_navigation():
            door.click()
        return self

    def sees(self, words: str) -> Walker:
        """The words are on the page, within the time that background work may take."""
        self.page.locator("body").filter(has_text=words).wait_for(timeout=20_000)
        return self

    def reloads_until(self, words: str, *, within_seconds: float = 30.0) -> Walker:
        """What a patient person does without script: refresh until it is there."""
        until = time.monotonic() + within_seconds
        while time.monotonic() < until:
            if words in self.page.locator("body").inner_text():
                return self
            time.sleep(0.4)
            self.page.reload()
        raise AssertionError(f"{self.page.url} never said “{words}”:\n{self.page.locator('main').inner_text()}")

    def look(self, title: str) -> Walker:
        """Photograph the page and check what a browser can: axe, width, one h1, nothing failed or complained."""
        self.steps += 1
        self.pictures.mkdir(parents=True, exist_ok=True)
        picture = f"{self.name}-{self.steps:02}-{re.sub(r'[^a-z0-9]+', '-', title.lower())}.png"
        self.page.screenshot(path=self.pictures / picture, full_page=True)
        assert self.page.locator("h1").count() == 1, f"{title}: a page has one h1"
        if self.scripts:
            self._check_with_script(title)
        assert self.complaints == [], f"{title} at {self.page.url}: {self.complaints}"
        return self

    def _check_with_script(self, title: str) -> None:
        wide = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, f"{title}: {wide} px wider than the screen"
        found = Axe().run(self.page, options=RULES)
        assert found.violations_count == 0, f"{title} at {self.page.url}\n{found.generate_report()}"

    def _hear(self, message: ConsoleMessage) -> None:
        serious = message.type == "error" or "SupportError" in message.text or "ElementError" in message.text
        if serious and not any(noise in message.text for noise in EXPECTED_NOISE):
            self.complaints.append(f"console: {message.text}")

    def _note_failed(self, request: Request) -> None:
        if request.failure and "ERR_ABORTED" not in request.failure:
            self.complaints.append(f"failed: {request.url} {request.failure}")

    def _note_answer(self, response: Response) -> None:
        if response.status >= 500:
            self.complaints.append(f"{response.status}: {response.url}")
