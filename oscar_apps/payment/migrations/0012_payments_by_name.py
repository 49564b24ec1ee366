from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("payment", "0011_lifted_blocks")]

    operations = [
        migrations.AlterModelOptions(
            "source", options={"ordering": ["pk"], "verbose_name": "Payment", "verbose_name_plural": "Payments"}
        )
    ]
