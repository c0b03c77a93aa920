"""Settings. Everything an installation may choose is an environment variable named SAMSPIL_*; the defaults run the demo."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

from samspil import features
from samspil.site import secret, sqlite

_JOURNAL_MODE = sqlite.choose()

import dj_database_url  # noqa: E402 -- the SQLite library is chosen before anything may open one
from csp.constants import NONE, SELF  # noqa: E402
from django.core.exceptions import ImproperlyConfigured  # noqa: E402

VAR = Path(os.environ.get("SAMSPIL_VAR", Path.cwd() / "var"))
DEMO = os.environ.get("SAMSPIL_DEMO", "0") == "1"
DEBUG = False

# The secret of sessions and forms. The demo makes its own; an installation must name one, or nothing opens its database.
SECRET_KEY, SAMSPIL_SECRET_FAULT = secret.read(VAR / "secret.txt")
# Our own proxies in front: how many, or their addresses. Only they are believed about who asks and by which scheme.
SAMSPIL_PROXIES = os.environ.get("SAMSPIL_PROXIES", "")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("SAMSPIL_ORIGINS", "").split(",") if origin]
SAMSPIL_DOMAIN = os.environ.get("SAMSPIL_DOMAIN", "samspil.local")
# Whether readers come by TLS, which a proxy of ours in front takes care of.
_SECURE = os.environ.get("SAMSPIL_HTTPS", "0") == "1"
# Where the pages are, as mails and calendars say it.
SAMSPIL_ADDRESS = os.environ.get(
    "SAMSPIL_ADDRESS", "http://127.0.0.1:8000" if DEMO and not _SECURE else f"https://{SAMSPIL_DOMAIN}"
)
if _SECURE and not SAMSPIL_ADDRESS.startswith("https://"):
    raise ImproperlyConfigured(
        f"SAMSPIL_HTTPS er slået til, men SAMSPIL_ADDRESS er {SAMSPIL_ADDRESS}. Skriv adressen med https:// foran, "
        "ellers fører links i mails til en adresse uden kryptering."
    )
ALLOWED_HOSTS = [
    *(os.environ.get("SAMSPIL_HOSTS") or "127.0.0.1,localhost,[::1]").split(","),
    *filter(None, [urlsplit(SAMSPIL_ADDRESS).hostname]),
]
SAMSPIL_FILES = Path(os.environ.get("SAMSPIL_FILES", VAR / "files"))
# Keys lie apart from the database, so that a backup of the one never holds the other.
SAMSPIL_KEYS = Path(os.environ.get("SAMSPIL_KEYS", VAR / "keys"))
# Where the journal's heads are anchored outside the database.
SAMSPIL_ANCHORS = Path(os.environ.get("SAMSPIL_ANCHORS", VAR / "anchors"))
# The forms of agendas and minutes that an installation has of its own, one TOML file each.
SAMSPIL_HOUSES = Path(
    os.environ.get(
        "SAMSPIL_HOUSES", Path(__file__).resolve().parents[2] / "demo" / "houses" if DEMO else VAR / "houses"
    )
)
SAMSPIL_ACCESSIBILITY_STATEMENT = os.environ.get("SAMSPIL_ACCESSIBILITY_STATEMENT", "")
# The address of the licence under which the installation's authorities give their open data away. Theirs to choose.
SAMSPIL_OPEN_LICENSE = os.environ.get("SAMSPIL_OPEN_LICENSE", "")
SAMSPIL_PRIVACY_CONTACT = os.environ.get("SAMSPIL_PRIVACY_CONTACT", "")

# The product's own templates come first: Django takes the first it finds.
INSTALLED_APPS = [
    "samspil.spine",
    "samspil.web",
    "django.forms",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    *features.everyone(),
    "samspil.site",
]

MIDDLEWARE = [
    "samspil.web.proxies.ProxyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "samspil.web.packing.PackingMiddleware",
    "csp.middleware.CSPMiddleware",
    "samspil.web.open_answers.OpenMiddleware",
    "samspil.web.own_token.OwnTokenMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "samspil.web.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "samspil.web.middleware.HtmxMiddleware",
    "samspil.web.middleware.SessionLimitMiddleware",
    "samspil.web.middleware.ActorMiddleware",
    "samspil.web.middleware.PrivacyMiddleware",
    "samspil.web.second_factor.Middleware",
    "samspil.web.typed.TypedMiddleware",
    "samspil.web.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "samspil.site.urls"
WSGI_APPLICATION = "samspil.site.wsgi.application"
FORM_RENDERER = "samspil.web.forms.Renderer"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # A feature's sub-areas each have their own; Django looks by itself only beside the app.
        "DIRS": sorted((Path(__file__).parents[1] / "features").glob("*/*/templates")),
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "samspil.web.context.page",
            ],
            "builtins": [
                "samspil.web.templatetags.told",
                "samspil.web.templatetags.owed",
                "samspil.web.templatetags.web",
                "samspil.web.templatetags.figures",
                "samspil.web.templatetags.rows",
                "samspil.web.templatetags.signs",
                "samspil.web.templatetags.anatomy",
            ],
        },
    }
]

_DATABASE = os.environ.get("SAMSPIL_DATABASE", f"sqlite:///{VAR / 'samspil.sqlite3'}")
DATABASES = {"default": dj_database_url.parse(_DATABASE)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        # A write takes its lock when it begins, so that two writers wait for each other instead of failing.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            f"PRAGMA journal_mode={_JOURNAL_MODE}; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
            "PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY;"
        ),
        **DATABASES["default"].get("OPTIONS", {}),  # what the address itself says, such as `?timeout=60`
    }
else:
    # A page's questions are short, and made of many conditions: compiling one takes a second, and answering it some milliseconds.
    DATABASES["default"]["OPTIONS"] = {"options": "-c jit=off", **DATABASES["default"].get("OPTIONS", {})}
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# The cache holds the counts of wrong passwords, so it must not be full after three hundred of them (Django's default).
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "site_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# Accounts: no self-registration, a second factor for roles that need it, locked after repeated failures.
AUTHENTICATION_BACKENDS = [
    "samspil.web.accounts.NoPublicPassword",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "samspil.web.accounts.NotPublic"},
]
LOGIN_REDIRECT_URL = "/mit-samspil/"
LOGIN_URL = "account_login"
ACCOUNT_ADAPTER = "samspil.web.accounts.Adapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
# Wrong passwords are counted for the account at the address; what is counted for a whole address leaves room for a town
# hall behind one, and what is counted for an account from everywhere for its owner (docs/decisions/0013).
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "login_failed": "100/5m/ip,5/5m/key",
    "login_failed_everywhere": "200/h/key",
    "reset_password": "60/m/ip,5/15m/key",
    "reset_password_from_key": "60/m/ip",
}
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_FORMS = {"reset_password": "samspil.web.passwords.AskForm"}
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105 -- a class
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
PASSWORD_RESET_TIMEOUT = 60 * 60
MFA_ADAPTER = "samspil.web.accounts.SecondFactor"
MFA_SUPPORTED_TYPES = ["recovery_codes", "totp", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TRUST_ENABLED = False
MFA_TOTP_ISSUER = "Samspil"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO

# Sessions: a login ends after half an hour of rest and after twelve hours in all (the middleware holds both). The session
# outlives it by some hours, so that what was being typed can be held for its writer.
SESSION_COOKIE_AGE = 24 * 60 * 60
SAMSPIL_SESSION_REST = 30 * 60
SESSION_SAVE_EVERY_REQUEST = False
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SAMSPIL_SESSION_LONGEST = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _SECURE
SESSION_COOKIE_NAME = "__Host-samspil" if _SECURE else "samspil"
CSRF_COOKIE_NAME = "__Host-samspil-csrf" if _SECURE else "samspil-csrf"
CSRF_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SECURE = _SECURE
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = _SECURE
# Whoever watches over the installation asks on this machine, past the proxy; the answer holds nothing about anybody.
SECURE_REDIRECT_EXEMPT = [r"^driftstatus/$"]
# The middleware of proxies has taken the header off whatever did not come through one of ours.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SAMSPIL_PROXIES.strip() else None
SECURE_HSTS_SECONDS = 31_536_000 if _SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _SECURE
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = "da"
LANGUAGES = [("da", "Dansk"), ("en", "English")]
LOCALE_PATHS = [Path(__file__).parent.parent / "locale"]
TIME_ZONE = "Europe/Copenhagen"
USE_I18N = USE_TZ = True
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
SAMSPIL_ASSETS = Path(os.environ.get("SAMSPIL_ASSETS", Path(__file__).resolve().parents[2] / "node_modules"))
# What is made of the assets: the design system in the product's colours, and packed twins of what every page asks for.
SAMSPIL_DESIGN = VAR / "design"
STATICFILES_DIRS = [
    (name, str(folder))
    for name, folder in (
        ("dkfds", SAMSPIL_ASSETS / "dkfds" / "dist"),
        ("htmx", SAMSPIL_ASSETS / "htmx.org" / "dist"),
        ("idb", SAMSPIL_ASSETS / "idb" / "build"),
    )
    if folder.is_dir()
]
# The first that finds a file gives it: what is made comes before what it is made of.
STATICFILES_FINDERS = [
    "samspil.web.design.Finder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
WHITENOISE_USE_FINDERS = True
CSRF_FAILURE_VIEW = "samspil.web.errors.csrf_failure"

EMAIL_BACKEND = os.environ.get("SAMSPIL_MAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend")
EMAIL_FILE_PATH = str(VAR / "mail")
EMAIL_HOST = os.environ.get("SAMSPIL_SMTP_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("SAMSPIL_SMTP_PORT", "25"))
EMAIL_TIMEOUT = 30  # seconds; the outbox holds a message for longer than that
DEFAULT_FROM_EMAIL = os.environ.get("SAMSPIL_MAIL_FROM", f"samspil@{SAMSPIL_DOMAIN}")

DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 2**20
# A council's whole meeting is corrected on one page before it is saved: some 60 fields an item.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
FILE_UPLOAD_HANDLERS = [
    "samspil.web.cut_off.WholeFiles",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20
SILENCED_SYSTEM_CHECKS: list[str] = []
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"without_tokens": {"()": "samspil.web.logs.WithoutTokens"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["without_tokens"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
