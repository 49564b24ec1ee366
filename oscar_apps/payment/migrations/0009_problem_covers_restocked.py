from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("payment", "0008_cash_at_the_door")]

    operations = [
        migrations.AddField("source", "problem", models.CharField(blank=True, max_length=255, verbose_name="Problem")),
        migrations.AddField("source", "covers", models.JSONField(blank=True, default=list)),
        migrations.AddField("refundpart", "restocked", models.PositiveIntegerField(default=0)),
        migrations.AddConstraint(
            "refundpart",
            models.CheckConstraint(condition=Q(("restocked__lte", F("quantity"))), name="refund_part_restocked_once"),
        ),
    ]
