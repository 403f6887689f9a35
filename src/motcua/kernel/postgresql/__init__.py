"""Django's PostgreSQL, asked less often whether it still listens."""
