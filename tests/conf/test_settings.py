import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.urls import path

from motcua.conf.settings import database_settings

ROOT = Path(__file__).resolve().parents[2]
READ = re.compile(r"""(?:environ(?:\.get\(|\[)|_flag\(|getenv\()\s*["']([A-Z][A-Z0-9_]+)["']""")

urlpatterns = [path("", lambda request: HttpResponse("<p>ok</p>"))]


def test_every_variable_that_is_read_has_a_line_in_the_docs():
    page = (ROOT / "docs" / "howto" / "settings.md").read_text(encoding="utf-8")
    sources = [*(ROOT / "src/motcua/conf").glob("*.py"), *(ROOT / "src/motcua/workbench").rglob("*.py")]
    read = {name for source in sources for name in READ.findall(source.read_text(encoding="utf-8"))}
    assert "DATABASE_URL" in read
    missing = sorted(name for name in read if f"`{name}`" not in page)
    assert not missing, f"add a line for each to docs/howto/settings.md: {missing}"


def test_the_page_of_settings_names_no_variable_that_nobody_reads():
    page = (ROOT / "docs" / "howto" / "settings.md").read_text(encoding="utf-8")
    named = set(re.findall(r"^\| `([A-Z][A-Z0-9_]+)`", page, re.MULTILINE))
    sources = "\n".join(source.read_text(encoding="utf-8") for source in (ROOT / "src").rglob("*.py"))
    assert named
    unread = sorted(name for name in named if f'"{name}"' not in sources)
    assert not unread, f"no code reads: {unread}"


@pytest.mark.urls(__name__)
def test_every_page_carries_the_strict_policy(client):
    answer = client.get("/")
    policy = answer["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http:" not in policy
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Content-Type-Options"] == "nosniff"


def settings_with(**environ):
    """The settings as a new process would read them."""
    wanted = ("SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE")
    code = f"from motcua.conf import settings as s; print([getattr(s, name) for name in {wanted}])"
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            code,
        ],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "src"), **environ},
        capture_output=True,
        text=True,
        check=True,
    )
    return told.stdout.strip()


def test_https_makes_cookies_secure_and_is_remembered_by_browsers():
    assert settings_with(MOTCUA_BASE_URL="https://motcua.example.vn") == "[True, 31536000, True, True]"
    assert settings_with() == "[False, 0, False, False]"


def test_the_health_page_is_asked_without_https():
    assert any(re.match(pattern, "healthz") for pattern in settings.SECURE_REDIRECT_EXEMPT)


@pytest.mark.parametrize("lacking", ["MOTCUA_SECRET_KEY", "MOTCUA_SEALING_KEY", "MOTCUA_AUDIT_KEY"])
def test_the_server_refuses_to_serve_with_a_secret_of_the_source(lacking):
    given = {
        "MOTCUA_SECRET_KEY": "s" * 60,
        "MOTCUA_SEALING_KEY": "B" * 43 + "=",
        "MOTCUA_AUDIT_KEY": "C" * 43 + "=",
    }
    del given[lacking]
    told = subprocess.run(
        [sys.executable, "-c", "import motcua.conf.wsgi"],
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT / "src"),
            "DJANGO_SETTINGS_MODULE": "motcua.conf.settings",
            **given,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 1
    assert f"{lacking} is not set" in told.stderr


def test_templates_are_cached_and_know_cotton():
    (name, loaders), *_ = settings.TEMPLATES[0]["OPTIONS"]["loaders"]
    assert name == "django.template.loaders.cached.Loader"
    assert "django_cotton.cotton_loader.Loader" in loaders


def test_a_database_address_keeps_its_options():
    found = database_settings("postgresql://app:pw@db1,db2:5432/motcua?target_session_attrs=read-write")
    assert found["HOST"] == "db1,db2"
    assert found["OPTIONS"]["target_session_attrs"] == "read-write"
    assert found["CONN_MAX_AGE"] is None
