"""What a page is: one frozen value that holds everything its template shows."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import ClassVar

from django.forms import BaseForm

from guildhall.web.parts import Banner, Link


@dataclass(frozen=True, kw_only=True)
class Page:
    """The base of every page value. A room's page names its template and is built by its own `of(...)`:

        @dataclass(frozen=True, kw_only=True)
        class VacancyPage(Page):
            template: ClassVar[str] = "pages/recruitment/vacancy.html"
            rows: list[Row]

    Takes: `title`, which is also the h1 unless a `headline` says something better; `back`, the link above it;
    `banner`, one thing to say at the top.
    """

    template: ClassVar[str]

    title: str
    headline: str = ""
    caption: str = ""
    back: Link | None = None
    banner: Banner | None = None

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        for name in ("title", "headline", "caption", "back", "banner"):
            if isinstance(cls.__dict__.get(name), property):
                raise TypeError(f"{cls.__name__}.{name} is a field: give {name}=… in of(), do not define a property.")

    @property
    def heading(self) -> str:
        """The words of the h1."""
        return self.headline or self.title

    @property
    def has_errors(self) -> bool:
        """Does a form of this page hold errors? Then the title in the browser begins with "Error: "."""
        shown = (getattr(self, one.name) for one in fields(self))
        return any(isinstance(value, BaseForm) and value.is_bound and bool(value.errors) for value in shown)
