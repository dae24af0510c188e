from django.apps import AppConfig


class ChargingConfig(AppConfig):
    name = "guildhall.charging"
    label = "charging"
