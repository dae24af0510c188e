"""The web application, for gunicorn or any WSGI server. Without the wall it does not start."""

import os

from django.core.wsgi import get_wsgi_application

from guildhall.database.proof import refuse_to_serve_without_a_wall

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guildhall.config.settings")
application = get_wsgi_application()
refuse_to_serve_without_a_wall()
