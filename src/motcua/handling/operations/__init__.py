"""The only code that changes the work on dossiers."""
