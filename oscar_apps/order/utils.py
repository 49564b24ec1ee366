"""Writing an order out: Oscar's slots for the number and for the creation, in a constant number of queries."""

import secrets
from collections import defaultdict
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from oscar.apps.order.utils import OrderCreator as OscarOrderCreator
from oscar.apps.order.utils import OrderDispatcher as OrderDispatcher
from oscar.core.loading import get_model

from marketplace.outbox.services import publish
from marketplace.prepared import PreparedSelect, hang
from oscar_apps.catalogue.pictures import picture_of
from oscar_apps.partner import services as stock
from oscar_apps.partner.availability import is_counted
from oscar_apps.partner.prices import tax_in
from oscar_apps.payment.gateways.registry import get_gateway
from oscar_apps.payment.services import create_pending_source

from .models import Consignment, ConsignmentStatus, ConsignmentStatusChange, Line, Order, OrderStatus
from .signals import order_committing

if TYPE_CHECKING:
    from oscar_apps.checkout.quotes import ConsignmentQuote, LineQuote, Quote
    from oscar_apps.checkout.services import OrderRequest

#: Letters and digits that nobody mixes up when reading a number out on the phone.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def _write_chosen_options(basket_line_ids: list[int]) -> QuerySet[Any]:
    chosen = get_model("basket", "LineAttribute").objects.filter(line_id__in=basket_line_ids)
    return chosen.select_related("option").order_by("pk")


_chosen_options = PreparedSelect(_write_chosen_options)


class OrderNumberGenerator:
    """Numbers like `7KQ2M-9XBTC`: 31^10 of them, so none can be guessed from another."""

    def order_number(self, basket: Any = None) -> str:
        letters = [secrets.choice(ALPHABET) for _ in range(10)]
        return f"{''.join(letters[:5])}-{''.join(letters[5:])}"


class OrderCreator(OscarOrderCreator):
    """Writes order, consignments and lines of a checked quote. Called by `checkout.services` inside its transaction."""

    def place_order(self, *args: Any, **kwargs: Any) -> Any:
        """Oscar's own way makes orders without consignments or stock guards; there is only one way here."""
        raise NotImplementedError("Orders are placed by oscar_apps.checkout.services.place_order")

    def create(self, *, basket: Any, quote: "Quote", request: "OrderRequest") -> Order:
        """The rows of the order with a pending payment; stock is taken by `allocate_stock` afterwards."""
        gateway = get_gateway(request.gateway)
        order = self._create_order(basket=basket, quote=quote, request=request, pays_first=gateway.pays_first)
        consignments = self._create_consignments(order=order, quote=quote, pays_first=gateway.pays_first)
        self._create_lines(order=order, quote=quote, consignments=consignments)
        create_pending_source(order=order, gateway=gateway, amount=quote.total)
        return order

    def _create_order(self, *, basket: Any, quote: "Quote", request: "OrderRequest", pays_first: bool) -> Order:
        now = timezone.now()
        address = request.shipping_address
        address.save()
        if request.billing_address is not None:
            request.billing_address.save()
        expires = now + timedelta(minutes=settings.UNPAID_ORDER_MINUTES) if pays_first else None
        shipping_tax = sum(part.shipping_tax for part in quote.consignments)
        return Order.objects.create(
            number=OrderNumberGenerator().order_number(basket),
            basket=basket,
            user=request.user,
            site_id=settings.SITE_ID,
            currency=quote.currency,
            total_incl_tax=quote.total,
            total_excl_tax=quote.total - quote.tax,
            shipping_incl_tax=quote.shipping,
            shipping_excl_tax=quote.shipping - shipping_tax,
            subtotal=quote.subtotal,
            discount=quote.discount,
            tax=quote.tax,
            shipping_address=address,
            billing_address=request.billing_address,
            guest_email=request.contact.email,
            guest_phone=request.contact.phone,
            status=OrderStatus.PENDING if pays_first else OrderStatus.OPEN,
            payment_method=request.gateway,
            language=request.language,
            customer_notes=request.notes,
            date_placed=now,
            expires_at=expires,
        )

    def _create_consignments(self, *, order: Order, quote: "Quote", pays_first: bool) -> dict[int, Consignment]:
        status = ConsignmentStatus.AWAITING_PAYMENT if pays_first else ConsignmentStatus.PLACED
        rows = [
            self._consignment(order=order, part=part, position=position, status=status)
            for position, part in enumerate(quote.consignments, start=1)
        ]
        Consignment.objects.bulk_create(rows)
        if not pays_first:
            ConsignmentStatusChange.objects.bulk_create(
                self._first_change(order=order, consignment=row) for row in rows
            )
        return {row.partner_id: row for row in rows}

    @staticmethod
    def _first_change(*, order: Order, consignment: Consignment) -> ConsignmentStatusChange:
        return ConsignmentStatusChange(
            consignment=consignment,
            old_status=ConsignmentStatus.AWAITING_PAYMENT,
            new_status=ConsignmentStatus.PLACED,
            actor=order.user,
            actor_role="buyer",
        )

    @staticmethod
    def _consignment(*, order: Order, part: "ConsignmentQuote", position: int, status: str) -> Consignment:
        chosen = part.chosen
        return Consignment(
            order=order,
            partner=part.partner,
            number=f"{order.number}-{position}",
            status=status,
            shipping_code=chosen.code if chosen else "",
            shipping_method=str(chosen.name) if chosen else "",
            min_days=chosen.min_days if chosen else None,
            max_days=chosen.max_days if chosen else None,
            subtotal=part.subtotal,
            discount=part.discount,
            shipping_incl_tax=part.shipping,
            shipping_tax=part.shipping_tax,
            tax=part.tax,
            total=part.total,
        )

    def _create_lines(self, *, order: Order, quote: "Quote", consignments: Mapping[int, Consignment]) -> None:
        pairs = [(quoted, consignments[part.partner.pk]) for part in quote.consignments for quoted in part.lines]
        rows = [self._line(order=order, consignment=consignment, quoted=quoted) for quoted, consignment in pairs]
        Line.objects.bulk_create(rows)
        hang(order, "lines", rows)
        by_basket_line = {quoted.line.pk: row for (quoted, _), row in zip(pairs, rows, strict=True)}
        self._copy_options(by_basket_line=by_basket_line)

    @staticmethod
    def _copy_options(*, by_basket_line: Mapping[int, Line]) -> None:
        """What the buyer chose for a line (engraving, gift wrap): Oscar's line attributes."""
        chosen = _chosen_options(list(by_basket_line))
        model = get_model("order", "LineAttribute")
        copies = [
            model(line=by_basket_line[row.line_id], option=row.option, type=row.option.code, value=row.value)
            for row in chosen
        ]
        if copies:
            model.objects.bulk_create(copies)

    def _line(self, *, order: Order, consignment: Consignment, quoted: "LineQuote") -> Line:
        product, record = quoted.line.product, quoted.line.stockrecord
        unit_tax = tax_in(amount_incl_tax=quoted.unit_price, rate=quoted.tax_rate, currency=order.currency)
        subtotal_tax = tax_in(amount_incl_tax=quoted.subtotal, rate=quoted.tax_rate, currency=order.currency)
        return Line(
            order=order,
            consignment=consignment,
            partner=consignment.partner,
            partner_name=consignment.partner.name,
            partner_sku=record.partner_sku,
            stockrecord=record,
            product=product,
            title=product.get_title(),
            upc=product.upc,
            quantity=quoted.quantity,
            num_allocated=quoted.quantity if is_counted(product=product, stockrecord=record) else 0,
            line_price_incl_tax=quoted.total,
            line_price_excl_tax=quoted.total - quoted.tax,
            line_price_before_discounts_incl_tax=quoted.subtotal,
            line_price_before_discounts_excl_tax=quoted.subtotal - subtotal_tax,
            unit_price_incl_tax=quoted.unit_price,
            unit_price_excl_tax=quoted.unit_price - unit_tax,
            tax_rate=quoted.tax_rate,
            variant_details=self._variant(product),
            image_url=self._image_url(product),
        )

    @staticmethod
    def _variant(product: Any) -> dict[str, str]:
        details = {"color": product.color, "color_hex": product.color_hex, "size": product.size}
        return {name: value for name, value in details.items() if value}

    @staticmethod
    def _image_url(product: Any) -> str:
        images = list(product.images.all()) or (list(product.parent.images.all()) if product.parent_id else [])
        picture = picture_of(images[0] if images else None, widths=(320,))
        return picture.src[:255] if picture else ""

    def allocate_stock(self, *, order: Order, quote: "Quote", records: Mapping[int, Any], actor: Any) -> None:
        """Take the stock under the locks held; raises `partner.exceptions.InsufficientStock`."""
        quantities: dict[int, int] = defaultdict(int)
        for part in quote.consignments:
            for quoted in part.lines:
                if is_counted(product=quoted.line.product, stockrecord=quoted.line.stockrecord):
                    quantities[quoted.line.stockrecord_id] += quoted.quantity
        stock.allocate(records=records, quantities=quantities, reference=order.number, actor=actor)

    def announce(self, *, order: Order, user: Any) -> None:
        """Tell the wings inside the transaction, and everybody else after it."""
        order_committing.send(sender=type(self), order=order, user=user)
        publish("order.created", {"order_id": order.pk, "number": order.number})
