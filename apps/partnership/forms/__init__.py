"""What the operator, the finance officers and the board tell us."""
