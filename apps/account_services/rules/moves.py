"""Which moves are drawn."""

from __future__ import annotations

from apps.account_services.errors import RequestAlreadyThere, RequestNotThere
from apps.account_services.models import AccountRequest
from apps.account_services.states import MOVES, RequestState

_ENDS = {"approve": RequestState.APPROVED, "reject": RequestState.REJECTED, "cancel": RequestState.CANCELLED}


def moved(request: AccountRequest, move: str) -> RequestState:
    """The state after a move. Raises: RequestAlreadyThere, RequestNotThere."""
    found = MOVES.get((RequestState(request.state), move))
    if found is not None:
        return found
    if request.state == _ENDS.get(move):
        raise RequestAlreadyThere(is_=request.get_state_display())
    raise RequestNotThere(is_=request.get_state_display(), move=move)


def is_drawn(request: AccountRequest, move: str) -> bool:
    """Does this move lead anywhere from here?"""
    return (RequestState(request.state), move) in MOVES
