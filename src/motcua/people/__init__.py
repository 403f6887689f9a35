"""Citizens, businesses and officials: their accounts, the posts they hold, and who looked at whose data."""
