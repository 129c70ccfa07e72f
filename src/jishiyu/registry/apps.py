from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "jishiyu.registry"
    label = "registry"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from jishiyu.registry import jobs, works  # noqa: F401  (register what they hold)
