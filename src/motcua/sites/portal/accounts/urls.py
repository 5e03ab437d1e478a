"""Addresses of sign-in and registration, all under /tai-khoan/; the names are those allauth looks for."""

from __future__ import annotations

from allauth.account import views as allauth_views
from django.urls import include, path, re_path

from motcua.sites.portal.accounts import views, zalo

urlpatterns = [
    path("dang-nhap", allauth_views.login, name="account_login"),
    path("dang-xuat", allauth_views.logout, name="account_logout"),
    path("dang-ky", views.choose, name="account_signup"),
    path("dang-ky/cong-dan", views.register_citizen, name="register_citizen"),
    path("dang-ky/to-chuc", views.register_organisation, name="register_organisation"),
    path("xac-nhan-thu", allauth_views.email_verification_sent, name="account_email_verification_sent"),
    re_path(r"^xac-nhan-thu/(?P<key>[-:\w]+)$", allauth_views.confirm_email, name="account_confirm_email"),
    path("thu-dien-tu", allauth_views.email, name="account_email"),
    path("doi-mat-khau", allauth_views.password_change, name="account_change_password"),
    path("dat-mat-khau", allauth_views.password_set, name="account_set_password"),
    path("quen-mat-khau", allauth_views.password_reset, name="account_reset_password"),
    path("quen-mat-khau/da-gui", allauth_views.password_reset_done, name="account_reset_password_done"),
    path(
        "quen-mat-khau/xong",
        allauth_views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^quen-mat-khau/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)$",
        allauth_views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("zalo", zalo.link, name="account_zalo"),
    path("xac-thuc-lai", allauth_views.reauthenticate, name="account_reauthenticate"),
    path("tam-dung", allauth_views.account_inactive, name="account_inactive"),
    path("hai-lop/", include("allauth.mfa.urls")),
]
