"""Một Cửa: one door between people and their province."""

__version__ = "0.1.0"
