"""Addresses for machines: health and measurements."""
