"""Pages for officials and leaders. No rules here: find, validate shape, call one operation, redirect."""
