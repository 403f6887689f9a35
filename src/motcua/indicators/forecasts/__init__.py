"""What goes late soon: each dossier against what its remaining steps usually take, and how right that was."""
