"""May I have it? An advert that is withdrawn or not open yet is not there; one that closed says so."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from apps.jobs_board.models import BoardAdvert
from apps.jobs_board.queries import advert_with_id
from apps.jobs_board.states import AdvertState
from guildhall.web.errors import NotFound


def advert_for_everyone(public_id: UUID, *, at: datetime) -> BoardAdvert:
    """An advert that is open or has closed. Raises: NotFound."""
    advert = advert_with_id(public_id)
    if advert is None or advert.state_at(at) in (AdvertState.COMING, AdvertState.WITHDRAWN):
        raise NotFound
    return advert
