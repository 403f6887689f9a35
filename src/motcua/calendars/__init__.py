"""Working time of each agency, and when a time limit ends and why."""
