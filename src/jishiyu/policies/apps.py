from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    name = "jishiyu.policies"
    label = "policies"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from jishiyu.policies import checks, jobs, works  # noqa: F401  (register what they hold)
