"""An official's month in the indices of TT 01/2018: who sees it, and a way to contest a line."""
