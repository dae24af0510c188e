"""What if? A scenario file in, a result file out: a pure function that never touches the books. Plain Python."""

from guildhall.charging.scenarios.reading import SERVED_BYTES_MAX, ScenarioRefused
from guildhall.charging.scenarios.simulating import RESULT, SCENARIO, simulate

__all__ = ["RESULT", "SCENARIO", "SERVED_BYTES_MAX", "ScenarioRefused", "simulate"]
