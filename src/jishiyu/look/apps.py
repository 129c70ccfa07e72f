from django.apps import AppConfig


class LookConfig(AppConfig):
    name = "jishiyu.look"
    label = "look"
