from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "motcua.sites.ui"
    label = "ui"
