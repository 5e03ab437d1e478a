"""Settings, read from the environment once. Every variable has a line in docs/howto/settings.md."""

from __future__ import annotations

import json
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from psycopg.conninfo import conninfo_to_dict

from motcua.conf.logs import logging_settings
from motcua.conf.mail import mail_settings

BASE = Path(__file__).resolve().parents[1]


def _flag(name: str, default: str = "0") -> bool:
    return os.environ.get(name, default).lower() in {"1", "true", "yes"}


def _number(name: str, default: int) -> int:
    text = os.environ.get(name, str(default))
    if not text.isdigit() or int(text) == 0:
        raise ImproperlyConfigured(f"{name} must be a whole number above 0, not “{text}”")
    return int(text)


def database_settings(url: str) -> dict[str, Any]:
    """Django's form of a libpq address; connections persist, one a worker thread (design §11)."""
    # a database that hangs is told from a slow one: the request fails, the health page says why
    parts = {"connect_timeout": "5"} | {key: str(value) for key, value in conninfo_to_dict(url).items()}
    known = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    database: dict[str, Any] = {django: parts.pop(libpq) for libpq, django in known.items() if libpq in parts}
    return database | {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": parts,
    }


DEBUG = _flag("MOTCUA_DEBUG")
# The launcher makes a secret per data folder; a bare import (mypy, makemigrations) gets a useless one,
# with which conf.wsgi refuses to serve.
USELESS_SECRET = "not-secret-" + "0" * 50
USELESS_KEY = "A" * 43 + "="
SECRET_KEY = os.environ.get("MOTCUA_SECRET_KEY", USELESS_SECRET)
# Base64 key of 32 bytes that seals personal numbers; kept apart from the database and its backups.
MOTCUA_SEALING_KEY = os.environ.get("MOTCUA_SEALING_KEY", USELESS_KEY)
# Base64 of the 32 bytes that sign the daily digests of the events; never in the database.
MOTCUA_AUDIT_KEY = os.environ.get("MOTCUA_AUDIT_KEY", USELESS_KEY)
MOTCUA_DATA = Path(os.environ.get("MOTCUA_DATA", "/nonexistent"))
# Folder where the worker makes a backup every night and keeps the newest; empty: whoever runs it makes them
MOTCUA_BACKUPS = os.environ.get("MOTCUA_BACKUPS", "")
MOTCUA_BACKUPS_KEPT = _number("MOTCUA_BACKUPS_KEPT", 14)
MOTCUA_DEMO = _flag("MOTCUA_DEMO")
# the programme that speaks on calling screens, Debian's espeak-ng; where it is missing they chime
MOTCUA_SPEECH = os.environ.get("MOTCUA_SPEECH", "espeak-ng")
# the name of the officer who has a dossier is duty data; a province may keep it off the public look-up
MOTCUA_SHOW_OFFICER = _flag("MOTCUA_SHOW_OFFICER", "1")

ALLOWED_HOSTS = os.environ.get("MOTCUA_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("MOTCUA_ORIGINS", "").split(",") if origin]
BASE_URL = os.environ.get("MOTCUA_BASE_URL", "http://localhost:8000")
SECURE = BASE_URL.startswith("https://")

DATABASES = {"default": database_settings(os.environ.get("DATABASE_URL", "postgresql:///motcua"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ATOMIC_REQUESTS = False

# The province's look and names (motcua.sites.ui.theme)
MOTCUA_THEME = os.environ.get("MOTCUA_THEME", str(BASE / "sites" / "ui" / "data" / "tay_ninh.yaml"))
# Addresses of our own proxies, whose X-Forwarded-For is believed
MOTCUA_PROXIES = [address for address in os.environ.get("MOTCUA_PROXIES", "").split(",") if address]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django_cotton.apps.SimpleAppConfig",
    "django_htmx",
    "procrastinate.contrib.django",
    # the house, from the ground floor up
    "motcua.audit",
    "motcua.delivery",
    "motcua.accounts",
    "motcua.numbers",
    "motcua.agencies",
    "motcua.parties",
    "motcua.deadlines",
    "motcua.documents",
    "motcua.notifications",
    "motcua.tallies",
    "motcua.procedures",
    "motcua.dossiers",
    "motcua.workflow",
    "motcua.payments",
    "motcua.custody",
    "motcua.queues",
    "motcua.conversations",
    "motcua.operations",
    "motcua.oversight",
    "motcua.sites.ui",
    "motcua.sites.portal",
    "motcua.sites.desk",
    "motcua.sites.console",
    "motcua.sites.kiosk",
    # after ours, whose templates come before theirs
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
]

# these are no apps: they have no tables
PROCRASTINATE_IMPORT_PATHS = [
    "motcua.delivery.zalo.tasks",
    "motcua.journey.tasks",
    "motcua.workbench.backup.tasks",
]

AUTH_USER_MODEL = "accounts.Account"

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "motcua.sites.ui.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "motcua.accounts.middleware.SessionLimits",
    "motcua.accounts.middleware.PasswordChange",
    "motcua.sites.portal.accounts.administrators.SecondFactor",
    "motcua.sites.portal.accounts.names.OwnNames",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "motcua.sites.ui.refusals.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",  # last: it turns a locked sign-in into its page
]

ROOT_URLCONF = "motcua.conf.urls"
WSGI_APPLICATION = "motcua.conf.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE / "workbench" / "templates"],  # the pages of the demonstration
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "motcua.sites.ui.context.frame",
            ],
        },
    }
]

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [BASE / "conf" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"

STATIC_URL = "/static/"
STATIC_ROOT = MOTCUA_DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # bundles already carry their hash in their names and lie compressed (motcua.workbench.assets)
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    # uploads by content; another storage (S3) is a JSON of Django's form {"BACKEND": …, "OPTIONS": {…}}
    "files": json.loads(os.environ.get("MOTCUA_FILES", "null"))
    or {
        "BACKEND": "motcua.documents.storage.ContentStorage",
        "OPTIONS": {"location": str(MOTCUA_DATA / "files")},
    },
}
WHITENOISE_IMMUTABLE_FILE_TEST = r"/dist/.+-[0-9A-Z]{8}\.[a-z0-9]+$"
WHITENOISE_ALLOW_ALL_ORIGINS = False

# Security. Everything is our own: no CDN, no inline script or style, no frame but our own.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],  # blob: a photographed paper before it is sent
        "media-src": [SELF, "blob:"],  # the camera that reads the QR of an ID card
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "frame-src": [SELF],  # attachments beside the checklist
        "frame-ancestors": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # asked by machines on the inner network
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = False  # other systems of the province live beside this one
# Only behind a proxy that sets this header itself; otherwise anybody could claim https.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _flag("MOTCUA_BEHIND_PROXY") else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = False  # our scripts send it, also with a page sent again; hiding it protects nothing
CSRF_FAILURE_VIEW = "motcua.sites.ui.refusals.csrf_failure"
# Sign-in: by e-mail, locked after 5 failures in a row, sessions that end (QCVN 12:2026/BCA).
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = LOGOUT_REDIRECT_URL = "/"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "motcua.accounts.validators.StrongPasswordValidator"},
    {"NAME": "motcua.accounts.validators.PersonalPasswordValidator"},
    {"NAME": "motcua.accounts.validators.RecentPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 2 * 3600  # seconds
MOTCUA_OFFICERS_HOME = "/can-bo/"
MOTCUA_IDLE = timedelta(minutes=_number("MOTCUA_IDLE_MINUTES", 30))
MOTCUA_OFFICER_IDLE = timedelta(minutes=_number("MOTCUA_OFFICER_IDLE_MINUTES", 15))
MOTCUA_SESSION_TOTAL = timedelta(hours=_number("MOTCUA_SESSION_HOURS", 8))
MOTCUA_ADMIN_MFA = _flag("MOTCUA_ADMIN_MFA")
MOTCUA_ADMIN_PASSWORD_DAYS = _number("MOTCUA_ADMIN_PASSWORD_DAYS", 60)
SESSION_COOKIE_AGE = int(MOTCUA_SESSION_TOTAL.total_seconds())
ACCOUNT_ADAPTER = "motcua.sites.portal.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nothing is sent to people who have no account
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SECURE else "http"
# the lock on an account is axes' business; this only slows a machine that tries many
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "60/5m/ip"}
ACCOUNT_FORMS = {
    "change_password": "motcua.sites.portal.accounts.password_forms.ChangePasswordForm",
    "set_password": "motcua.sites.portal.accounts.password_forms.SetPasswordForm",
    "reset_password_from_key": "motcua.sites.portal.accounts.password_forms.ResetPasswordKeyForm",
}
MFA_ADAPTER = "motcua.sites.portal.accounts.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Một Cửa"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(hours=_number("MOTCUA_LOCK_HOURS", 12))
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # otherwise anybody keeps an officer out for ever
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "motcua.accounts.signals.username_of"
AXES_CLIENT_IP_CALLABLE = "motcua.accounts.signals.address_of"
AXES_LOCKOUT_CALLABLE = "motcua.sites.portal.accounts.views.locked"
AXES_ENABLE_ADMIN = False
# the account is locked wherever the failures come from: the law counts per account
SILENCED_SYSTEM_CHECKS = ["axes.W006"]
AXES_VERBOSE = False

SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"

LOGGING = logging_settings(os.environ.get("MOTCUA_LOG", "plain"), os.environ.get("MOTCUA_LOG_LEVEL", "INFO"))

# --- messages: every mail goes through the outbox; without an SMTP address the demo keeps it in a table ---
EMAIL_BACKEND = "motcua.delivery.backend.OutboxBackend"
DEFAULT_FROM_EMAIL = SERVER_EMAIL = os.environ.get("MOTCUA_MAIL_FROM", "motcua@localhost")
_MAIL = mail_settings(os.environ.get("MOTCUA_SMTP_URL", ""))
EMAIL_HOST, EMAIL_PORT = _MAIL.host, _MAIL.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _MAIL.user, _MAIL.password
EMAIL_USE_SSL, EMAIL_USE_TLS = _MAIL.ssl, _MAIL.starttls
MOTCUA_CHANNELS = {
    "post": "motcua.custody.post.channel.PostChannel",
    "email": "motcua.delivery.channels.DemoMailbox"
    if MOTCUA_DEMO and not EMAIL_HOST
    else "motcua.delivery.channels.EmailChannel",
    "sms": "motcua.delivery.channels.DemoPhone" if MOTCUA_DEMO else "motcua.delivery.channels.SmsChannel",
    "zalo": "motcua.delivery.zalo.channel.ZaloChannel",
}
# what the providers of a channel can speak (motcua.delivery.gateways)
MOTCUA_GATEWAYS = {
    "smtp": "motcua.delivery.channels.SmtpGateway",
    "kannel": "motcua.delivery.sms_gateways.KannelGateway",
    "smpp": "motcua.delivery.sms_gateways.SmppGateway",
    "esms": "motcua.delivery.sms_gateways.EsmsGateway",
}

# who reads what comes in, channel by channel (motcua.delivery.readers)
MOTCUA_READERS: dict[str, str] = {
    "sms": "motcua.conversations.sms.SmsReader",
    "post": "motcua.journey.post_reader.PostReader",
    "sms_receipt": "motcua.delivery.receipts.ReceiptReader",
    "zalo": "motcua.conversations.zalo.reader.ZaloReader",
}

FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "motcua.documents.uploads.CarefulUploadHandler",
]
MOTCUA_FILE_LIMIT_MB = _number("MOTCUA_FILE_LIMIT_MB", 10)
# unix:/run/clamav/clamd.ctl or tcp:127.0.0.1:3310; empty: files stay unscanned and are labelled so
MOTCUA_CLAMD = os.environ.get("MOTCUA_CLAMD", "")
MOTCUA_SCANNERS = {
    "plain": "motcua.documents.scanners.PlainScanner",
    "clamd": "motcua.documents.scanners.ClamdScanner",
}
MOTCUA_SCANNER = "clamd" if MOTCUA_CLAMD else "plain"
