"""Columns behind the wall that name something in `public`, where no foreign key watches over them."""

from __future__ import annotations

from dataclasses import dataclass

USER, ADVERT = ("access.User", "id"), ("jobs_board.BoardAdvert", "public_id")


@dataclass(frozen=True, slots=True)
class Crossing:
    """A partner's column, and the public one whose values it holds."""

    model: str
    column: str
    named_model: str
    named_column: str

    def __str__(self) -> str:
        return f"{self.model}.{self.column}"


_PEOPLE = {
    "directory.SiteImport": "by_id",
    "directory.Person": "identity_id",
    "recruitment.Vacancy": "approver_id drafted_by_id submitted_by_id approved_by_id shortlisted_by_id",
    "recruitment.PanelMember": "person_id",
    "recruitment.Publication": "published_by_id",
    "recruitment.Application": "candidate_id",
    "recruitment.ScoreSheet": "scorer_id",
    "recruitment.Offer": "made_by_id",
    "recruitment.Starter": "confirmed_by_id",
    "account_services.TargetSystem": "added_by_id",
    "account_services.AccountRequest": "asked_by_id",
    "account_services.Decision": "asked_by_id by_id",
    "account_services.Task": "done_by_id",
}
CROSSINGS = (
    *(Crossing(model, column, *USER) for model, columns in _PEOPLE.items() for column in columns.split()),
    Crossing("recruitment.Publication", "advert_id", *ADVERT),
)
