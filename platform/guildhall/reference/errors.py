"""Why `reference` cannot answer."""

from guildhall.kernel import NotReady


class PayScaleUnknown(LookupError):
    """No pay scale that we hold was in force on that day, or it has no such band."""


class OdsFileUnreadable(NotReady):
    """The file is not one of the organisation files that we know, so nothing was read from it."""
