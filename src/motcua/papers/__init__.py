"""Statutory papers: made as PDF from values, numbered, signed, kept, and open to verification by anyone."""
