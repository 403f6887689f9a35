"""Rows into the files in which they are published."""
