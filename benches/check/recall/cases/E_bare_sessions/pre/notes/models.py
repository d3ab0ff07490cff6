"""What is kept."""

from .database import get_db


class Notes:
    """The table of notes."""

    def add(self, text: str) -> str:
        """Keep a note."""
        with get_db() as db:
            db.add(text)
            db.commit()  # hit: add
            return text


NOTES = Notes()
