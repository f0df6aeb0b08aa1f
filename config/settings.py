"""Settings of one Afterword installation, read from the environment.

Everything that differs between installations is an environment variable, listed in
``docs/operations.md``. The defaults are the safe ones for production: no debug pages,
secure cookies, no demo. ``make run`` sets the explicit ones for a demo on this machine.
"""

from pathlib import Path

import environ
from csp.constants import NONE, SELF

from config import logs

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))

DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)
DEMO_FORCE = env.bool("DEMO_FORCE", default=False)
# One switch for installations without TLS in front (a demo on loopback, tests).
INSECURE_HTTP = env.bool("INSECURE_HTTP", default=DEMO or DEBUG)

SECRET_KEY = env.str("SECRET_KEY", default="")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
BUILD = env.str("BUILD", default="1")

INSTALLED_APPS = [
    "accounts",
    "postmortems",
    "reviews",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "csp",
    "rules",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "config.health.ProbeMiddleware",
    "config.request_log.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # A long page on a phone is there in half the time. Secrets in pages are safe from being
    # guessed by length: tokens are masked anew each time, and random bytes are added.
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "accounts.middleware.PersonMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.SignInRequiredMiddleware",
    "accounts.middleware.ReaderTimeZoneMiddleware",
    "postmortems.middleware.SeverityMiddleware",
    "postmortems.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "config.urls"
ROOT_ROUTING = "config.routing"  # the same for websockets
ASGI_APPLICATION = "config.asgi.application"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accounts.context_processors.installation",
            ],
            "builtins": ["postmortems.templatetags.afterword"],
        },
    },
]

# --- Database -------------------------------------------------------------------------
# SQLite is the embedded default. IMMEDIATE takes the write lock at the start of a
# transaction: with the default, two read-then-write transactions meet as "database is
# locked" whatever the timeout. synchronous=FULL: a committed row survives a power cut.
DATABASES = {
    "default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'afterword.sqlite3'}")
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;",
    }
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=600)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- People ---------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
SESSION_ENGINE = "accounts.domain.signed_in"
AUTHENTICATION_BACKENDS = [
    "accounts.domain.signed_in.PasswordBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "name"]},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "postmortems:home"
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.forms.password.LoginForm",
    "reset_password": "accounts.forms.password.ResetPasswordForm",
    "change_password": "accounts.forms.password.ChangePasswordForm",
    "reset_password_from_key": "accounts.forms.password.ResetPasswordKeyForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_NOTIFICATIONS = False
# How many proxies in front add the client's address; rate limits count by address.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
INVITATION_DAYS = env.int("INVITATION_DAYS", default=7)

# --- Time, language, files ------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = VAR_DIR / "media"  # never served as files: whoever may see one asks a view
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.static.StaticFiles"},
}
if DEBUG:
    STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    WHITENOISE_USE_FINDERS = True

# --- Forms and requests ---------------------------------------------------------------
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
# An image is decoded in memory, other files go straight to the storage. A request is a
# little longer than the file in it.
IMAGE_LIMIT = env.int("IMAGE_LIMIT", default=10 * 1024 * 1024)
FILE_LIMIT = env.int("FILE_LIMIT", default=25 * 1024 * 1024)
REQUEST_BODY_LIMIT = env.int("REQUEST_BODY_LIMIT", default=26 * 1024 * 1024)
REQUEST_BODY_SECONDS = env.float("REQUEST_BODY_SECONDS", default=30.0)
WEB_THREADS = env.int("WEB_THREADS", default=10)
# Wakes other processes of this installation; with one process there is nobody to wake.
REDIS_URL = env.str("REDIS_URL", default="")

# --- Security -------------------------------------------------------------------------
SECURE_SSL_REDIRECT = not INSECURE_HTTP
SESSION_COOKIE_SECURE = not INSECURE_HTTP
CSRF_COOKIE_SECURE = not INSECURE_HTTP
SECURE_HSTS_SECONDS = 0 if INSECURE_HTTP else env.int("HSTS_SECONDS", default=31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = not INSECURE_HTTP
SECURE_HSTS_PRELOAD = not INSECURE_HTTP
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
if env.bool("BEHIND_TLS_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- Mail and jobs --------------------------------------------------------------------
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=30)
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", default="Afterword <afterword@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000")
SWEEP_SECONDS = env.float("SWEEP_SECONDS", default=30)
NUDGE_DAYS = env.int("NUDGE_DAYS", default=3)  # between the first reminder and the last
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# --- When a postmortem is owed, and when each step of it is due -----------------------
# Until an administrator sets them in the browser (/settings/), level by level.
OWED_SEVERITIES = env.list("OWED_SEVERITIES", cast=int, default=[1, 2])
DRAFT_HOURS = env.int("DRAFT_HOURS", default=48)
REVIEW_DAYS_SEV1 = env.int("REVIEW_DAYS_SEV1", default=3)
REVIEW_WORKING_DAYS_SEV2 = env.int("REVIEW_WORKING_DAYS_SEV2", default=5)
REVIEW_WORKING_DAYS_OTHER = env.int("REVIEW_WORKING_DAYS_OTHER", default=10)
FINALIZE_WORKING_DAYS = env.int("FINALIZE_WORKING_DAYS", default=10)
PRE_READ_HOURS = env.int("PRE_READ_HOURS", default=24)
LOOK_BACK_DAYS = env.int("LOOK_BACK_DAYS", default=90)

# --- Log ------------------------------------------------------------------------------
# One line per event on standard error: JSON for machines, plain for who tries it out.
LOGGING = logs.configuration(
    style=env.str("LOG_FORMAT", default="line" if DEMO or DEBUG else "json"),
    level=env.str("LOG_LEVEL", default="INFO"),
    everything=DEBUG,
)
