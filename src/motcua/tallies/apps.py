from django.apps import AppConfig


class TalliesConfig(AppConfig):
    name = "motcua.tallies"
    label = "tallies"
    verbose_name = "Sổ đếm"
