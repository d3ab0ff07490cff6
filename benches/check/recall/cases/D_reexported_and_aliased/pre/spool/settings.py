from pathlib import Path

SPOOL = Path("/var/spool/app")
INBOX = SPOOL / "inbox"
