"""Pure recognition: what a field, a form, a link, a policy, a message and a leak are."""
