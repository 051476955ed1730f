"""The roles, as plain words."""

CLIENT = "client"
LAWYER = "lawyer"
ADMIN = "admin"
STAFF = (LAWYER, ADMIN)
