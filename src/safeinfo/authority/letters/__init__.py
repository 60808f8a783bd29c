"""Letters: mail that is written in the transaction of an act, and sent once that is committed."""
