"""Worked examples with a known answer, by subject: a new one is one entry of its subject's `EXAMPLES`."""
