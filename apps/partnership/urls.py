"""The room's addresses."""

urlpatterns: list[object] = []
