"""The web application, for gunicorn or any WSGI server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guildhall.config.settings")
os.environ["GUILDHALL_PROCESS"] = "web"  # short limits on the database: people wait for this process
application = get_wsgi_application()
