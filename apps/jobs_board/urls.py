"""The room's addresses."""

urlpatterns: list[object] = []
navigation: list[object] = []
