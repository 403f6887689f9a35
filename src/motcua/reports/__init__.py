"""Periodic reports: counted from facts, checked, signed and frozen; who has sent theirs and who has not."""
