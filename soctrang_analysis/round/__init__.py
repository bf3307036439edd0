"""The half-yearly round: forms out, returns in, the record, who has sent what."""
