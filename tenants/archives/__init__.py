"""One partner in one file: written from one snapshot, proved whole before anything is restored from it.

An archive is a ZIP. Its entries are COPY streams in PostgreSQL's text format, one for each table, the partner's files,
and last of all `manifest.json`, which names every other entry with its rows, bytes and SHA-256. No entry names a schema
or a role, so that an archive can be restored under any name and in any database.
"""
