from django.apps import AppConfig


class OutreachConfig(AppConfig):
    name = "jishiyu.outreach"
    label = "outreach"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from jishiyu.outreach import checks, jobs, works  # noqa: F401  (register what they hold)
