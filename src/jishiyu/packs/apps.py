from django.apps import AppConfig
from django.conf import settings


class PacksConfig(AppConfig):
    name = "jishiyu.packs"
    label = "packs"

    def ready(self) -> None:
        from jishiyu.entitlements.kinds import offer
        from jishiyu.packs import checks  # noqa: F401  (register what they hold)
        from jishiyu.packs.loader import load

        load(settings.JISHIYU_PACKS)
        offer(settings.JISHIYU_SCHEMES)
