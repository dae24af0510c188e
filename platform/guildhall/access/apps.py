from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "guildhall.access"
    label = "access"
