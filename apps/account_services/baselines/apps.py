from django.apps import AppConfig


class BaselinesConfig(AppConfig):
    name = "apps.account_services.baselines"
    label = "baselines"
