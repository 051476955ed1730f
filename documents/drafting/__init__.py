"""What is worked out about a template's draft: its files as edited, its checks, what differs, and who may see it."""
