"""What Guildhall costs, against named baselines in the same run: `python -m bench` writes docs/performance.md."""
