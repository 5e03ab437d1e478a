from django.apps import AppConfig


class QueuesConfig(AppConfig):
    name = "motcua.queues"
    label = "queues"
    verbose_name = "Xếp hàng"
