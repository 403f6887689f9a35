"""Measurements that everyone can repeat: `./motcua bench NAME`."""
