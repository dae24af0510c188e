from django.apps import AppConfig


class EnclosuresConfig(AppConfig):
    name = "guildhall.notices.enclosures"
    label = "enclosures"
