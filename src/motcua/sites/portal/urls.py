"""Addresses of the citizens' site."""

from __future__ import annotations

from django.urls import include, path

from motcua.sites.portal import pages

app_name = "portal"
urlpatterns = [
    path("", pages.home, name="home"),
    path("gioi-thieu", pages.about, name="about"),
    path("huong-dan", pages.guide, name="help"),
    path("tiep-can", pages.accessibility, name="accessibility"),
    path("so-do-cong", pages.sitemap, name="sitemap"),
    path("sitemap.xml", pages.sitemap_xml, name="sitemap_xml"),
    path("robots.txt", pages.robots, name="robots"),
    path("", include("motcua.sites.portal.lookup.urls")),
    path("", include("motcua.sites.portal.filing.urls")),
    path("", include("motcua.sites.portal.mine.urls")),
    path("", include("motcua.sites.portal.queue.urls")),
]
