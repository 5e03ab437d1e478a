"""Addresses of the catalogue and of the look-up by code."""

from __future__ import annotations

from django.urls import path

from motcua.sites.portal.lookup import catalogue, seals, status

urlpatterns = [
    path("thu-tuc/", catalogue.procedures, name="procedures"),
    path("thu-tuc/<slug:slug>/", catalogue.procedure, name="procedure"),
    path("niem-phong", seals.seals, name="seals"),
    path("tra-cuu", status.status, name="status"),
    path("tra-cuu/phieu/<uuid:document_id>", status.slip, name="status_slip"),
]
