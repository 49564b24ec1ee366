from django.db import migrations, models
from django.db.models import F


def keep_words(apps, schema_editor):
    """What was written so far is the main language's."""
    apps.get_model("shipping", "ShippingZone").objects.update(name_en=F("name"))
    apps.get_model("shipping", "PartnerShippingMethod").objects.update(pickup_address_en=F("pickup_address"))


class Migration(migrations.Migration):

    dependencies = [
        ('shipping', '0004_shippingzone_partnershippingmethod'),
    ]

    operations = [
        migrations.AddField(
            model_name='partnershippingmethod',
            name='pickup_address_am',
            field=models.CharField(blank=True, max_length=255, null=True, verbose_name='Where to collect'),
        ),
        migrations.AddField(
            model_name='partnershippingmethod',
            name='pickup_address_ar',
            field=models.CharField(blank=True, max_length=255, null=True, verbose_name='Where to collect'),
        ),
        migrations.AddField(
            model_name='partnershippingmethod',
            name='pickup_address_en',
            field=models.CharField(blank=True, max_length=255, null=True, verbose_name='Where to collect'),
        ),
        migrations.AddField(
            model_name='partnershippingmethod',
            name='pickup_address_fr',
            field=models.CharField(blank=True, max_length=255, null=True, verbose_name='Where to collect'),
        ),
        migrations.AddField(
            model_name='partnershippingmethod',
            name='pickup_address_sw',
            field=models.CharField(blank=True, max_length=255, null=True, verbose_name='Where to collect'),
        ),
        migrations.AddField(
            model_name='shippingzone',
            name='name_am',
            field=models.CharField(max_length=100, null=True, verbose_name='Name'),
        ),
        migrations.AddField(
            model_name='shippingzone',
            name='name_ar',
            field=models.CharField(max_length=100, null=True, verbose_name='Name'),
        ),
        migrations.AddField(
            model_name='shippingzone',
            name='name_en',
            field=models.CharField(max_length=100, null=True, verbose_name='Name'),
        ),
        migrations.AddField(
            model_name='shippingzone',
            name='name_fr',
            field=models.CharField(max_length=100, null=True, verbose_name='Name'),
        ),
        migrations.AddField(
            model_name='shippingzone',
            name='name_sw',
            field=models.CharField(max_length=100, null=True, verbose_name='Name'),
        ),
        migrations.RunPython(keep_words, migrations.RunPython.noop),
    ]
