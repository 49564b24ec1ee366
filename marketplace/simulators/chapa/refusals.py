"""How Chapa says no: `{"message": ..., "status": "failed", "data": null}` with words or words by field."""

from typing import Any


class Refusal(Exception):
    """Not done, and nothing changed."""

    def __init__(self, message: Any, status: int = 400) -> None:
        super().__init__(message)
        self.message, self.status = message, status

    def as_answer(self) -> dict[str, Any]:
        return {"message": self.message, "status": "failed", "data": None}
