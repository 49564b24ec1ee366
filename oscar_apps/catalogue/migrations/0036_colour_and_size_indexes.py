from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0035_colour_families'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='product',
            name='product_colour',
        ),
        migrations.RemoveIndex(
            model_name='product',
            name='product_size',
        ),
        migrations.AddIndex(
            model_name='product',
            index=models.Index(condition=models.Q(('is_public', True)), fields=['brand', 'id'], name='product_brand'),
        ),
        migrations.AddIndex(
            model_name='product',
            index=models.Index(condition=models.Q(('is_public', True)), fields=['color_family', 'parent', 'id'], name='product_colour'),
        ),
        migrations.AddIndex(
            model_name='product',
            index=models.Index(condition=models.Q(('is_public', True)), fields=['size', 'parent', 'id'], name='product_size'),
        ),
    ]
