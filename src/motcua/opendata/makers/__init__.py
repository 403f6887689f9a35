"""Makers of datasets, by name."""

from motcua.opendata.makers import catalogue, figures, law, organization
from motcua.opendata.makers.base import MAKERS, Asked, Maker

__all__ = ["MAKERS", "Asked", "Maker", "catalogue", "figures", "law", "organization"]
