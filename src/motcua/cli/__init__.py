"""The command: motcua <noun> <verb>. Parses, makes one call, prints; the rules are in the rooms."""
