from django.apps import AppConfig
from django.conf import settings

from motcua.delivery import gateways, readers
from motcua.delivery.plugins import register


class DeliveryConfig(AppConfig):
    name = "motcua.delivery"
    label = "delivery"
    verbose_name = "Gửi thông điệp"

    def ready(self) -> None:
        # channels read the tables, which exist only once all apps are loaded: registered by dotted path
        for name, path in settings.MOTCUA_CHANNELS.items():
            register(name, path)
        for name, path in settings.MOTCUA_READERS.items():
            readers.register(name, path)
        for name, path in settings.MOTCUA_GATEWAYS.items():
            gateways.register(name, path)
