"""The heart: a dossier from filing to its signed result, its tasks, its clock, its supplements."""
