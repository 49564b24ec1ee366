from marketplace.celery import app


@app.task(name="outbox.deliver", acks_late=True, ignore_result=True)
def deliver(delivery_id: int, attempts: int) -> None:
    """One event to one subscriber. Its failure is recorded on the delivery, so the task itself always succeeds."""
    from .queue import run_one

    run_one(delivery_id=delivery_id, attempts=attempts)
