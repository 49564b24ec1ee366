import oscar_apps.catalogue.models
from django.db import migrations, models

from oscar_apps.catalogue.colours import family_of


def name_colours(apps, schema_editor):
    """One statement for each exact colour."""
    products = apps.get_model("catalogue", "Product").objects.order_by()
    for value in products.exclude(color_hex="").values_list("color_hex", flat=True).distinct():
        products.filter(color_hex=value).update(color_family=family_of(value))


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0034_product_created_by_product_description_am_and_more'),
    ]

    operations = [
        migrations.AddField(
            model_name='category',
            name='choices',
            field=models.JSONField(default=dict, editable=False),
        ),
        migrations.AddField(
            model_name='product',
            name='color_family',
            field=oscar_apps.catalogue.models.ColourFamilyField(blank=True, editable=False, max_length=10),
        ),
        migrations.AddIndex(
            model_name='product',
            index=models.Index(fields=['color_family'], name='product_colour'),
        ),
        migrations.AddIndex(
            model_name='product',
            index=models.Index(fields=['size'], name='product_size'),
        ),
        migrations.AddIndex(
            model_name='product',
            index=models.Index(condition=models.Q(('is_featured', True)), fields=['-date_created'], name='product_featured'),
        ),
        migrations.RunPython(name_colours, migrations.RunPython.noop),
    ]
