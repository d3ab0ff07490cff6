"""What blocked the event loop: watch it, and read what was seen."""

from __future__ import annotations

from nonblock._blocking_calls import BlockingCall
from nonblock._native import Heartbeat
from nonblock._watch import Watch, watch
from nonblock._watch_record import Cause, Frame, Holder, Measured, StackShare, Stall, Task

__all__ = [
    "BlockingCall",
    "Cause",
    "Frame",
    "Heartbeat",
    "Holder",
    "Measured",
    "StackShare",
    "Stall",
    "Task",
    "Watch",
    "watch",
]
