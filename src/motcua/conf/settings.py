"""Settings, read from the environment once. Every variable has a line in docs/howto/settings.md."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict

BASE = Path(__file__).resolve().parents[1]


def _flag(name: str, default: str = "0") -> bool:
    return os.environ.get(name, default).lower() in {"1", "true", "yes"}


def database_settings(url: str) -> dict[str, Any]:
    """Django's form of a libpq address; connections persist, one a worker thread (design §11)."""
    parts = {key: str(value) for key, value in conninfo_to_dict(url).items()}
    known = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    database: dict[str, Any] = {django: parts.pop(libpq) for libpq, django in known.items() if libpq in parts}
    return database | {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": parts,
    }


DEBUG = _flag("MOTCUA_DEBUG")
# The launcher makes a secret per data folder; a bare import (mypy, makemigrations) gets a useless one.
SECRET_KEY = os.environ.get("MOTCUA_SECRET_KEY", "not-secret-" + "0" * 50)
# Base64 key of 32 bytes that seals personal numbers; kept apart from the database and its backups.
MOTCUA_SEALING_KEY = os.environ.get("MOTCUA_SEALING_KEY", "A" * 43 + "=")
MOTCUA_DATA = Path(os.environ.get("MOTCUA_DATA", "/nonexistent"))
MOTCUA_DEMO = _flag("MOTCUA_DEMO")

ALLOWED_HOSTS = os.environ.get("MOTCUA_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("MOTCUA_ORIGINS", "").split(",") if origin]
BASE_URL = os.environ.get("MOTCUA_BASE_URL", "http://localhost:8000")
SECURE = BASE_URL.startswith("https://")

DATABASES = {"default": database_settings(os.environ.get("DATABASE_URL", "postgresql:///motcua"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ATOMIC_REQUESTS = False

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    # the house, from the ground floor up
    "motcua.audit",
    "motcua.accounts",
    "motcua.agencies",
    "motcua.parties",
    "motcua.procedures",
]

AUTH_USER_MODEL = "accounts.Account"

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "motcua.conf.urls"
WSGI_APPLICATION = "motcua.conf.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
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
