from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "motcua.accounts"
    label = "accounts"
    verbose_name = "Tài khoản"

    def ready(self) -> None:
        import_module("motcua.accounts.signals")  # models are not loaded before this moment
