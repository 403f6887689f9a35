"""Agencies, their units and posts, the places they serve, and how they follow one another in time."""
