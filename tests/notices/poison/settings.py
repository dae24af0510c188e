"""The settings of Guildhall, with the tests' own room in it."""

from guildhall.config.settings import *
from guildhall.config.settings import INSTALLED_APPS, SHARED_APPS

SHARED_APPS = [*SHARED_APPS, "tests.notices.poison"]
INSTALLED_APPS = [*INSTALLED_APPS, "tests.notices.poison"]
