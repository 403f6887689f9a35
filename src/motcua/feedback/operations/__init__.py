"""The only code that writes petitions."""
