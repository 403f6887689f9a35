"""Open data: what the platform knows that belongs to nobody, in files that machines read."""
