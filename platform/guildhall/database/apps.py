from django.apps import AppConfig


class DatabaseConfig(AppConfig):
    name = "guildhall.database"
    label = "database"
