"""An app with the one model that django-pgschemas asks for."""
