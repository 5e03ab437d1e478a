from importlib import import_module

from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "motcua.conversations"
    label = "conversations"
    verbose_name = "Hội thoại qua tin nhắn"

    def ready(self) -> None:
        # what the province decides must be known to its page, though only the worker asks for it
        import_module("motcua.conversations.zalo.policies")
