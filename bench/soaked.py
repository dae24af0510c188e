"""What a soak found: many partners, many people, and how everything bore it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Page:
    """One kind of request, in milliseconds."""

    name: str
    requests: int
    failures: int
    p50: float
    p95: float
    p99: float


@dataclass(frozen=True, slots=True)
class Soaked:
    """The whole of it. Memory is private memory in MB: of all web processes, and of the largest PostgreSQL backend."""

    partners: int
    built_seconds: float
    home_p95_seconds: float
    people: int
    hosts: int
    minutes: float
    requests_a_second: float
    pages: tuple[Page, ...]
    errors: tuple[str, ...]
    web_mb_before: float
    web_mb_after: float
    backend_mb_max: float
    backends: int
    ground: str

    @classmethod
    def of(cls, plain: dict[str, Any]) -> Self:
        pages = tuple(Page(**page) for page in plain["pages"])
        return cls(**{**plain, "pages": pages, "errors": tuple(plain["errors"])})

    @property
    def plain(self) -> dict[str, Any]:
        return asdict(self)

    def as_markdown(self) -> str:
        head = (
            f"Written by `make soak`: {self.partners:,} partners, brought in from one file in "
            f"{self.built_seconds / 60:.1f} minutes (one home: p95 {self.home_p95_seconds:.2f} s); then {self.people} "
            f"people at once, signing in and working on {self.hosts} hosts for {self.minutes:.1f} minutes without a "
            f"pause to think worth the name, on the machine that serves them.\n"
        )
        rows = ["| Pages | Requests | Errors | p50 | p95 | p99 |", "|---|---:|---:|---:|---:|---:|"]
        rows += [
            f"| {page.name} | {page.requests:,} | {page.failures:,} | {page.p50:.0f} ms | {page.p95:.0f} ms "
            f"| {page.p99:.0f} ms |"
            for page in self.pages
        ]
        tail = [
            f"- {self.requests_a_second:.1f} requests a second, all kinds together.",
            f"- Web processes: {self.web_mb_before:.0f} MB of private memory before, {self.web_mb_after:.0f} MB after.",
            f"- PostgreSQL: the largest of {self.backends} backends held {self.backend_mb_max:.0f} MB of its own.",
            *(f"- {error}" for error in self.errors),
        ]
        return "\n".join(["## Soak\n", head, *rows, "", *tail, ""])
