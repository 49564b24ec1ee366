"""Writes of the journal. `book` is the only one that writes; the others say what a fact is in entries."""

from .availability import release
from .cash import book_collection, book_remittance
from .journal import Booking, Posting, book
from .payments import book_chargeback, book_fee, book_sale, book_surplus
from .refunds import book_refund, book_reversal, book_settlement, note_restock

__all__ = [
    "Booking",
    "Posting",
    "book",
    "book_chargeback",
    "book_collection",
    "book_fee",
    "book_refund",
    "book_remittance",
    "book_reversal",
    "book_sale",
    "book_settlement",
    "book_surplus",
    "note_restock",
    "release",
]
