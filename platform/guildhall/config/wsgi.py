"""The web application, for gunicorn or any WSGI server. Without the wall it does not start."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from guildhall.database.proof import refuse_to_serve_without_a_wall
from guildhall.web.counting import count_together
from guildhall.web.stack import with_room

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guildhall.config.settings")
os.environ["GUILDHALL_PROCESS"] = "web"  # short limits on the database: people wait for this process
count_together(settings.STATE / "metrics")
application = with_room(get_wsgi_application())
refuse_to_serve_without_a_wall()
