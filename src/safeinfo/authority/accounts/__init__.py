"""Who uses the authority: merchants, reviewers, administrators; known by e-mail address."""
