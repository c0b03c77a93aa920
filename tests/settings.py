"""The product's settings, with a cheap password hash, a folder of its own, and the database that the run asks for."""

import atexit
import os
import secrets
import shutil
import tempfile
from pathlib import Path

# Keys wait for the disk whenever one is made: in memory, where there is room, there is no disk to wait for.
_MEMORY = Path("/dev/shm")  # noqa: S108 -- a folder of our own is made in it
_HAS_ROOM = _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > 2**28
_VAR = Path(tempfile.mkdtemp(prefix="samspil-test-", dir=_MEMORY if _HAS_ROOM else None))
atexit.register(shutil.rmtree, _VAR, ignore_errors=True)
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
