"""The briefing: what a study and its results say, made into what `briefing` draws and writes."""
