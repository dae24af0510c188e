"""Bringing hundreds of homes from one release's shape to the next: rendered once, replayed in each, proved by shape."""
