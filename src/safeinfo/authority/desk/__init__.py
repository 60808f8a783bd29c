"""The merchant's desk: shops, domain control, declaration, audits, application, notices, tokens, own data."""
