"""Addresses of the kiosk and of the calling screen."""

from __future__ import annotations

from django.urls import path

from motcua.sites.kiosk import pages, screen

app_name = "kiosk"
urlpatterns = [
    path("ki-ot/", pages.home, name="home"),
    path("ki-ot/kich-hoat", pages.enrol, name="enrol"),
    path("ki-ot/thu-tuc/", pages.procedures, name="procedures"),
    path("ki-ot/thu-tuc/<slug:slug>/", pages.procedure, name="procedure"),
    path("ki-ot/tra-cuu", pages.lookup, name="lookup"),
    path("ki-ot/quet", pages.scan, name="scan"),
    path("ki-ot/lay-so", pages.take, name="take"),
    path("ki-ot/so/<slug:reference>", pages.ticket, name="ticket"),
    path("ki-ot/danh-gia", pages.rate, name="rate"),
    path("ki-ot/ket-thuc", pages.forget, name="forget"),
    path("ki-ot/mat-mang", pages.cut, name="cut"),
    path("ki-ot/sw.js", pages.worker, name="worker"),
    path("ki-ot/nhip", screen.pulse, name="pulse"),
    path("man-hinh/<uuid:desk_id>/", screen.screen, name="screen"),
    path("man-hinh/<uuid:desk_id>/so", screen.calls, name="calls"),
    path("man-hinh/<uuid:desk_id>/loi/<uuid:turn_id>.wav", screen.words, name="words"),
]
