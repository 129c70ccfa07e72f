from django.apps import AppConfig


class EntitlementsConfig(AppConfig):
    name = "jishiyu.entitlements"
    label = "entitlements"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from jishiyu.entitlements import checks, jobs  # noqa: F401  (register what they hold)
