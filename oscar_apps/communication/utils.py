import logging
import uuid
from typing import Any

from oscar.apps.communication.utils import Dispatcher as OscarDispatcher

from .models import Message
from .services import send_text

logger = logging.getLogger(__name__)


class Dispatcher(OscarDispatcher):
    """Oscar's own messages (registration, password, alerts), with its socket for text messages filled."""

    def send_text_message(self, user: Any, event_type: str) -> Message | None:
        """Send `event_type`, which is the text itself, to the person's phone; None for a person without one."""
        phone = str(user.phone or "")
        if not phone:
            logger.info("No text message to %s, who has no phone", user.pk)
            return None
        language = user.preferred_language
        return send_text(key=f"oscar:{uuid.uuid4()}", recipient=phone, body=event_type, language=language, user=user)
