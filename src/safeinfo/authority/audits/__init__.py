"""Audits that the authority runs: asked for, walked by a worker, watched live, kept with their evidence."""
