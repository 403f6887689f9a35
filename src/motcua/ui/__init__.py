"""What all screens share: components, base pages, formats, errors, security headers."""
