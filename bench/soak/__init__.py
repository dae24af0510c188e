"""Many partners, many people at once: `python -m bench.soak`."""

PASSWORD = "soak the books well"
