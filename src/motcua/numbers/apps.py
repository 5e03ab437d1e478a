from django.apps import AppConfig


class NumbersConfig(AppConfig):
    name = "motcua.numbers"
    label = "numbers"
    verbose_name = "Số và mã"
