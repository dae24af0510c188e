from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "guildhall.directory"
    label = "directory"
