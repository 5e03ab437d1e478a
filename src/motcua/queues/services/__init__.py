"""Tickets, counters, appointments of a desk."""

from motcua.queues.services.appointments import Booked, book, cancel, check_in, move, prove, remind_due
from motcua.queues.services.calling import (
    bring_back,
    call_again,
    call_next,
    call_ticket,
    finish,
    leave,
    note_no_show,
    put_back,
    serve,
    sit_down,
    transfer,
)
from motcua.queues.services.setup import ServiceFacts, end_service, open_usual, set_counter, set_service
from motcua.queues.services.tickets import Taken, cancel_ticket, close_days, rate, take_ticket

__all__ = [
    "Booked",
    "ServiceFacts",
    "Taken",
    "book",
    "bring_back",
    "call_again",
    "call_next",
    "call_ticket",
    "cancel",
    "cancel_ticket",
    "check_in",
    "close_days",
    "end_service",
    "finish",
    "leave",
    "move",
    "note_no_show",
    "open_usual",
    "prove",
    "put_back",
    "rate",
    "remind_due",
    "serve",
    "set_counter",
    "set_service",
    "sit_down",
    "take_ticket",
    "transfer",
]
