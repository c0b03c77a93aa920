"""The product's settings, with a cheap password hash, a folder of its own, and the database that the run asks for."""

import os
import secrets
import tempfile
from pathlib import Path

_VAR = Path(tempfile.mkdtemp(prefix="samspil-test-"))
os.environ["SAMSPIL_VAR"] = str(_VAR)
(_VAR / "static").mkdir()
os.environ["SAMSPIL_SECRET"] = secrets.token_urlsafe(48)
os.environ["SAMSPIL_DATABASE"] = os.environ.get("SAMSPIL_TEST_DATABASE", f"sqlite:///{_VAR / 'samspil.sqlite3'}")

from samspil.site.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Each test client builds the middleware anew, and would read every static file each time: three quarters of the whole run.
WHITENOISE_AUTOREFRESH = True
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
TEMPLATES[0]["DIRS"] += [Path(__file__).parent / "web" / "templates"]  # noqa: F405 -- the product's own, and pages for tests
# A feature of the tests' own, for the care room: docs/how-to/care-records.md.
INSTALLED_APPS = [*INSTALLED_APPS, "tests.visits.apps.VisitsConfig"]  # noqa: F405
