"""Notices: who is told what about a dossier, by which channel, and whether it arrived."""
