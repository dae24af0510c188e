from django.apps import AppConfig


class PoisonConfig(AppConfig):
    name = "tests.notices.poison"
    label = "poison"
