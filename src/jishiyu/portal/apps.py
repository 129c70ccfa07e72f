from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "jishiyu.portal"
    label = "portal"
