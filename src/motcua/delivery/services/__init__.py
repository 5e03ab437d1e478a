"""What goes out, what comes in, and signs of life."""

from motcua.delivery.services.inbound import handle_received as handle_received
from motcua.delivery.services.inbound import take_in as take_in
from motcua.delivery.services.outbox import LEASE as LEASE
from motcua.delivery.services.outbox import URGENT_TASK as URGENT_TASK
from motcua.delivery.services.outbox import Drained as Drained
from motcua.delivery.services.outbox import beat as beat
from motcua.delivery.services.outbox import drain as drain
from motcua.delivery.services.outbox import enqueue as enqueue
from motcua.delivery.services.outbox import replay as replay
from motcua.delivery.services.providers import note_trouble as note_trouble
from motcua.delivery.services.providers import remove_stand_ins as remove_stand_ins
from motcua.delivery.services.providers import save_provider as save_provider
from motcua.delivery.services.providers import set_active as set_active
from motcua.delivery.services.receipts import note_receipt as note_receipt
