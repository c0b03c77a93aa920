"""The door for a web server (granian, gunicorn)."""

import os

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

from samspil.web.cut_off import whole

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samspil.site.settings")
if settings.SAMSPIL_SECRET_FAULT:
    raise ImproperlyConfigured(settings.SAMSPIL_SECRET_FAULT)
application = whole(get_wsgi_application())
