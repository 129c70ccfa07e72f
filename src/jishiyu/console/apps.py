from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    name = "jishiyu.console"
    label = "console"
