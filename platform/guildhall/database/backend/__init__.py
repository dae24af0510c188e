"""The database engine: django-tenants' own, told where we are by `guildhall.database.place` alone."""
