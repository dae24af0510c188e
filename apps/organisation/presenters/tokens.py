"""Tokens that a partner's machines show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Self
from uuid import UUID

from guildhall.access.models import ApiToken
from guildhall.access.presenters import table_of_tokens
from guildhall.web.pages import Page
from guildhall.web.parts import Empty, Link, Table


@dataclass(frozen=True, kw_only=True)
class TokensPage(Page):
    """Every token, those that are good first."""

    template: ClassVar[str] = "pages/organisation/tokens.html"
    make: Link | None
    table: Table
    empty: Empty

    @classmethod
    def of(cls, tokens: Sequence[ApiToken], *, names: Mapping[UUID, str], may_keep: bool) -> Self:
        alive = sum(token.ended_at is None for token in tokens)
        make = Link("Make a token", "/tokens/new/") if may_keep else None
        return cls(
            title="Tokens",
            headline=f"{alive} {'token is' if alive == 1 else 'tokens are'} good" if tokens else "Tokens",
            make=make,
            table=table_of_tokens(tokens, names=names, here="/tokens/", may_keep=may_keep),
            empty=Empty(
                "No token was made yet",
                "A machine of yours that sends usage shows a token. It acts for your organisation and no other.",
                make,
            ),
        )
