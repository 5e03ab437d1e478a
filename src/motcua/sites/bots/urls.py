"""Addresses for other machines, all under /kenh/."""

from __future__ import annotations

from django.urls import path

from motcua.sites.bots import zalo

app_name = "bots"
urlpatterns = [
    path("zalo/webhook", zalo.webhook, name="zalo_webhook"),
]
