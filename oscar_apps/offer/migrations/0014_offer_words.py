from django.db import migrations, models
from django.db.models import F


def keep_words(apps, schema_editor):
    """What was written so far is the main language's."""
    apps.get_model("offer", "ConditionalOffer").objects.update(name_en=F("name"), description_en=F("description"))


class Migration(migrations.Migration):

    dependencies = [
        ('offer', '0013_range_excluded_categories'),
    ]

    operations = [
        migrations.AddField(
            model_name='conditionaloffer',
            name='description_am',
            field=models.TextField(blank=True, help_text='This is displayed on the offer browsing page', null=True, verbose_name='Description'),
        ),
        migrations.AddField(
            model_name='conditionaloffer',
            name='description_ar',
            field=models.TextField(blank=True, help_text='This is displayed on the offer browsing page', null=True, verbose_name='Description'),
        ),
        migrations.AddField(
            model_name='conditionaloffer',
            name='description_en',
            field=models.TextField(blank=True, help_text='This is displayed on the offer browsing page', null=True, verbose_name='Description'),
        ),
        migrations.AddField(
            model_name='conditionaloffer',
            name='description_fr',
            field=models.TextField(blank=True, help_text='This is displayed on the offer browsing page', null=True, verbose_name='Description'),
        ),
        migrations.AddField(
            model_name='conditionaloffer',
            name='description_sw',
            field=models.TextField(blank=True, help_text='This is displayed on the offer browsing page', null=True, verbose_name='Description'),
        ),
        migrations.AddField(
            model_name='conditionaloffer',
            name='name_am',
            field=models.CharField(help_text="This is displayed within the customer's basket", max_length=128, null=True, unique=True, verbose_name='Name'),
        ),
        migrations.AddField(
            model_name='conditionaloffer',
            name='name_ar',
            field=models.CharField(help_text="This is displayed within the customer's basket", max_length=128, null=True, unique=True, verbose_name='Name'),
        ),
        migrations.AddField(
            model_name='conditionaloffer',
            name='name_en',
            field=models.CharField(help_text="This is displayed within the customer's basket", max_length=128, null=True, unique=True, verbose_name='Name'),
        ),
        migrations.AddField(
            model_name='conditionaloffer',
            name='name_fr',
            field=models.CharField(help_text="This is displayed within the customer's basket", max_length=128, null=True, unique=True, verbose_name='Name'),
        ),
        migrations.AddField(
            model_name='conditionaloffer',
            name='name_sw',
            field=models.CharField(help_text="This is displayed within the customer's basket", max_length=128, null=True, unique=True, verbose_name='Name'),
        ),
        migrations.RunPython(keep_words, migrations.RunPython.noop),
    ]
