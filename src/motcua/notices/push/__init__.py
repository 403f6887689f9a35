"""Notices to browsers (Web Push, RFC 8030): what may be asked, how a message is sealed, who says that it is from us."""
