from django.apps import AppConfig


class OutreachConfig(AppConfig):
    name = "jishiyu.outreach"
    label = "outreach"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from jishiyu.outreach import jobs  # noqa: F401  (registers its periodic jobs)
