from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class NoticesConfig(AppConfig):
    name = "guildhall.notices"
    label = "notices"

    def ready(self) -> None:
        autodiscover_modules("announcements", "tasks")  # every room's names, and every hearer of them
