"""The shared service's desk, on the base host: bringing partners in, costs and closing for host finance, the board."""
