from django.apps import AppConfig


class WiringConfig(AppConfig):
    """Gives Celery its settings once Django has its own."""

    name = "guildhall.config"
    label = "wiring"

    def ready(self) -> None:
        from guildhall.config import celery  # noqa: PLC0415  # app ready: Celery reads Django's settings

        celery.app.set_default()
