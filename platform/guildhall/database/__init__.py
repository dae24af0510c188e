"""The database's own fabric: where we are, operations and steps, records that lock or never change, PostgreSQL."""
