"""Postings -> roles and mentions -> shares with intervals -> verdicts, charts and pages."""
