"""The catalogue of administrative procedures: versions, cases, components, channels, fees and legal bases."""
