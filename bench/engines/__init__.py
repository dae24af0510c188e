"""One module for each engine that is measured. Each runs in a process of its own, under settings of its own."""
