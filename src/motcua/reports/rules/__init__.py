"""Periods, tables and states of reports; pure."""
