"""The analysis wing; numbers in brackets are sections of docs/methods.md."""
