"""Every address of the product, site by site."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from motcua.sites.api.api import api
from motcua.workbench.health import healthz

handler400 = "motcua.sites.ui.failures.bad_request"
handler403 = "motcua.sites.ui.failures.forbidden"
handler404 = "motcua.sites.ui.failures.not_found"
handler500 = "motcua.sites.ui.failures.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("", include("motcua.workbench.demo.pages")),
    path("", include("motcua.sites.ui.urls")),
    path("tai-khoan/", include("motcua.sites.portal.accounts.urls")),
    path("can-bo/", include("motcua.sites.desk.urls")),
    path("api/v1/", api.urls),
    path("kenh/", include("motcua.sites.bots.urls")),
    path("quan-tri/", include("motcua.sites.console.urls")),
    path("", include("motcua.sites.kiosk.urls")),
    path("", include("motcua.sites.portal.urls")),
]
