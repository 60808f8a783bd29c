"""What a sentence can say of selling data: the statuses of a policy, and what is no statement on its own status."""

SOLD, NOT_SOLD, SHARED, UNCLEAR = "sold", "not-sold", "not-sold-but-shared", "unclear"
RIGHT, MINORS, BUSINESS, OTHER = "right", "minors-only", "business-transfer", ""
MENTIONS = "mentions"  # asks or tells of the question only: whether data is sold
MAYBE = "maybe-sold"  # speaks of data that is sold, but not plainly of data that this site sells
