"""What if, for machines: the scenario file in, the result file out."""
