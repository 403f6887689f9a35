"""Figures kept up to date by events, so that nobody counts dossiers while a reader waits."""
