"""HTML in, tagged PDF out. It reads packaged static files and nothing else: no network, no other file."""

from __future__ import annotations

from guildhall.documents.errors import DocumentsUnavailable


def tagged_pdf(html: str) -> bytes:
    """Draw a page as a tagged PDF (PDF/UA-1) with its language and title.

    Takes: a whole HTML document of our own, with a language and a title; its addresses are names of static files.
    Raises: DocumentsUnavailable, when Pango is missing; NotPackaged, when the document reaches out.
    """
    try:
        from guildhall.documents.drawing import draw  # noqa: PLC0415  # optional: it needs Pango on the system
    except OSError:
        raise DocumentsUnavailable from None
    return draw(html)
