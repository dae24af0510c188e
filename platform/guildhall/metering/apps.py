from django.apps import AppConfig


class MeteringConfig(AppConfig):
    name = "guildhall.metering"
    label = "metering"
