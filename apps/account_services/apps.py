from django.apps import AppConfig


class AccountServicesConfig(AppConfig):
    name = "apps.account_services"
    label = "account_services"
