"""The only code that changes dossiers, by the moment of a dossier's life."""
