"""The back office of reviewers: what waits for a person, with picture, quote and history; settle, vote, answer."""
