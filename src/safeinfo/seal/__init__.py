"""The seal: a short-lived signed credential, its status, the public log it stands in, and how anybody checks it.

Modules without files or network (an import contract holds them to it): strict, multibase, times, origins, merkle,
tiles, notes, proofs, entries, bits, integrity, did, trust, credential, verify. The others keep files: files, keys,
log, statuslists, witness, auditing, authority. `docs/seal.md` is the format, by the names of the standards.
"""
