"""Values worked out once from evidence and shared by the requirements: what was read, reached and disclosed."""
