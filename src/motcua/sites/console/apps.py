from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    name = "motcua.sites.console"
    label = "console"
