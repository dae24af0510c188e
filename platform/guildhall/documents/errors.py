"""Why a document cannot be drawn here."""

from __future__ import annotations


class DocumentsUnavailable(RuntimeError):
    """The system has no text layout (Pango), so no PDF can be drawn on it; the message says what to do."""

    def __init__(self) -> None:
        super().__init__(
            "PDF files cannot be drawn here: Pango is missing. Install it (Debian: libpango-1.0-0 and "
            "libpangoft2-1.0-0), or print the page itself."
        )


class NotPackaged(ValueError):
    """A document asked for something that is not one of our own packaged files."""

    def __init__(self, url: str) -> None:
        super().__init__(f"A document may use packaged static files and nothing else, not {url[:200]}.")
