from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "motcua.sites.desk"
    label = "desk"
