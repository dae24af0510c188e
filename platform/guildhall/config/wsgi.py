"""The web application, for gunicorn or any WSGI server."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from guildhall.web.counting import count_together

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guildhall.config.settings")
count_together(settings.STATE / "metrics")
application = get_wsgi_application()
