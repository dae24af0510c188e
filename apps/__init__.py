"""The services that partners take, and the two front offices. Each is one room."""
