"""The authority: the seal programme itself, from a merchant's application to the entry in Safe Sites.

Domains, each a Django app: `accounts` (who), `records` (what was done, by whom, why), `shops` (domain control and
declarations), `audits`, `seals` (the life of a seal, reviews), `complaints`, `site` (the public pages), `api`.
Every change of state is one service function; views, admin, API and workflows call the same functions.
"""
