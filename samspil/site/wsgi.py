"""The door for a web server (granian, gunicorn)."""

import os

from django.core.wsgi import get_wsgi_application

from samspil.web.wholly import whole

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samspil.site.settings")
application = whole(get_wsgi_application())
