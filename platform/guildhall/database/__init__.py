"""The database's own fabric: where we are, operations and steps, records that are locked or never change, PostgreSQL itself."""
