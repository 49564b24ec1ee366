"""Filling in the forms of the Wagtail admin as a browser would."""

from django.db.models.fields.files import FieldFile

from marketplace.outbox.models import Event


def filled(answer):
    """What a browser would send back of the form that was shown."""
    form = answer.context["form"]
    data = values_of(form)
    for part in getattr(form, "formsets", {}).values():
        if not hasattr(part, "management_form"):
            data |= values_of(part)
            continue
        data |= values_of(part.management_form)
        for row in part.forms:
            data |= values_of(row)
    return data


def values_of(form):
    return {
        bound.html_name: _sent(bound.value())
        for bound in form
        if not (bound.field.widget.input_type == "checkbox" if hasattr(bound.field.widget, "input_type") else False)
        or bound.value()
    }


def _sent(value):
    if value is None or value is False or isinstance(value, FieldFile):
        return ""
    if hasattr(value, "all") or isinstance(value, list):
        return ", ".join(str(each) for each in (value.all() if hasattr(value, "all") else value))
    return getattr(value, "pk", value)


def save(office, url, **changes):
    """Open the form, change some values, send it; the answer must be a redirect."""
    data = filled(office.get(url)) | changes
    answer = office.post(url, {key: value for key, value in data.items() if value is not None})
    assert answer.status_code == 302, answer.context["form"].errors.as_json() if answer.context else answer
    return answer


def refused(office, url, **changes):
    answer = office.post(url, filled(office.get(url)) | changes)
    assert answer.status_code == 200
    return answer.context["form"]


def add_row(data_prefix, number, **values):
    return {f"{data_prefix}-TOTAL_FORMS": str(number + 1)} | {
        f"{data_prefix}-{number}-{name}": value for name, value in values.items()
    }


def said(answer):
    return [str(message) for message in answer.context["messages"]]


def names_of_events():
    return list(Event.objects.values_list("name", flat=True))
