"""E-forms as data: definitions, validation, prefill and drafts. Faces render them; there is no HTML here."""
