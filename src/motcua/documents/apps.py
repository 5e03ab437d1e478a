from django.apps import AppConfig
from django.conf import settings

from motcua.documents.plugins import register


class DocumentsConfig(AppConfig):
    name = "motcua.documents"
    label = "documents"
    verbose_name = "Tệp và giấy tờ"

    def ready(self) -> None:
        for name, path in settings.MOTCUA_SCANNERS.items():
            register(name, path)
