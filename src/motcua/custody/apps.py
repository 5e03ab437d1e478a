from django.apps import AppConfig


class CustodyConfig(AppConfig):
    name = "motcua.custody"
    label = "custody"
    verbose_name = "Hồ sơ giấy"
