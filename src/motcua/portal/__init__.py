"""Pages for citizens and businesses. No rules here: find, validate shape, call one operation, redirect."""
